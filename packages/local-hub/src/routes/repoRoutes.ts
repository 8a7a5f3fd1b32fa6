import { createHash } from 'node:crypto';
import { findRepo, findRevision, requireRightToCreate, requireSignIn } from '../access.ts';
import { type HubApp, type HubParts, LOCAL_USER } from '../hubEnv.ts';
import { badRequest, HubError } from '../hubError.ts';
import { asArray, asOptionalString, asRecord, asString } from '../jsonShape.ts';
import { parseRepoId, parseRepoPath } from '../repoPath.ts';
import { readJson } from '../requestBody.ts';
import { lfsPointer } from '../store/digest.ts';
import type { Commit, NewFile, Repo } from '../store/repoStore.ts';
import { describeToken } from '../tokenAccess.ts';

/** Repos as a whole: made, described; and who is asking. */
export function addRepoRoutes(app: HubApp, { store }: HubParts): void {
  app.post('/api/repos/create', async (c) => {
    requireSignIn(c);
    const request = parseCreate(await readJson(c));
    requireRightToCreate(c, request.id);
    const url = new URL(`/datasets/${request.id}`, c.req.url).href;
    try {
      const repo = await store.create(request.id, request);
      return c.json({ url, name: repo.id, id: hubId(repo) });
    } catch (error) {
      // Python reads the address of a repo that is there already from the refusal.
      if (error instanceof HubError && error.status === 409) {
        throw new HubError(409, error.message, { extra: { url, name: request.id } });
      }
      throw error;
    }
  });

  app.get('/api/whoami-v2', (c) => {
    requireSignIn(c);
    return c.json({
      ...WHO_AM_I,
      auth: { type: 'access_token', accessToken: describeToken(c.get('access')) },
    });
  });

  app.post('/api/validate-yaml', async (c) => {
    const content = asString(asRecord(await readJson(c), 'body')['content'], 'content');
    const isOpen = /^---\r?\n/.test(content) && !/\r?\n---(\r?\n|$)/.test(content);
    const errors = isOpen ? [{ message: 'The metadata block is not closed with ---' }] : [];
    return c.json({ errors, warnings: [] }, errors.length > 0 ? 400 : 200);
  });

  app.get('/api/datasets/:namespace/:name', (c) => {
    const repo = findRepo(c, store);
    return c.json(describe(repo, repo.head(), c.req.query('blobs') !== undefined));
  });

  app.get('/api/datasets/:namespace/:name/revision/:revision', (c) => {
    const repo = findRepo(c, store);
    const commit = findRevision(repo, c.req.param('revision'));
    return c.json(describe(repo, commit, c.req.query('blobs') !== undefined));
  });

  app.get('/api/datasets/:namespace/:name/refs', (c) => {
    const targetCommit = findRepo(c, store).head().oid;
    return c.json({
      branches: [{ name: 'main', ref: 'refs/heads/main', targetCommit }],
      converts: [],
      tags: [],
    });
  });
}

const WHO_AM_I = {
  type: 'user',
  id: '000000000000000000000001',
  name: LOCAL_USER,
  fullname: 'Local user',
  email: 'local@localhost',
  emailVerified: true,
  canPay: false,
  isPro: false,
  billingMode: 'prepaid',
  periodEnd: null,
  avatarUrl: '/avatars/local.svg',
  orgs: [],
};

function parseCreate(body: unknown) {
  const request = asRecord(body, 'body');
  const type = asOptionalString(request['type'], 'type') ?? 'model';
  if (type !== 'dataset') throw badRequest(`type: this hub holds datasets only, got "${type}"`);
  const namespace = asOptionalString(request['organization'], 'organization') ?? LOCAL_USER;
  const files = asArray(request['files'] ?? [], 'files').map(parseNewFile);
  return {
    id: parseRepoId(namespace, asString(request['name'], 'name')),
    isPrivate: request['private'] === true || request['visibility'] === 'private',
    files,
  };
}

function parseNewFile(value: unknown): NewFile {
  const file = asRecord(value, 'files[]');
  const bytes = Buffer.from(asString(file['content'], 'files[].content'), 'base64');
  return { path: parseRepoPath(asString(file['path'], 'files[].path')), bytes };
}

/** 24 hex digits, as the Hub's ids are; the same for the same repo. */
const hubId = (repo: Repo) => createHash('sha1').update(repo.id).digest('hex').slice(0, 24);

function describe(repo: Repo, commit: Commit, withBlobs: boolean) {
  const siblings = [...repo.tree(commit).values()].map(({ path, sizeBytes, gitOid, sha256, kind }) => ({
    rfilename: path,
    ...(withBlobs && { size: sizeBytes, blobId: gitOid }),
    ...(withBlobs &&
      kind === 'lfs' && {
        lfs: { sha256, size: sizeBytes, pointerSize: lfsPointer(sha256, sizeBytes).length },
      }),
  }));
  return {
    _id: hubId(repo),
    id: repo.id,
    author: repo.id.split('/')[0],
    sha: commit.oid,
    lastModified: new Date(commit.committedAt).toISOString(),
    private: repo.isPrivate,
    gated: false,
    disabled: false,
    tags: [],
    downloads: 0,
    likes: 0,
    siblings: siblings.sort((a, b) => (a.rfilename < b.rfilename ? -1 : 1)),
    createdAt: new Date(repo.createdAt).toISOString(),
  };
}
