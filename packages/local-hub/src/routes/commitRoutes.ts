import type { Context } from 'hono';
import { findRepo, findRepoToWrite, findRevision, requireBranch } from '../access.ts';
import { parseCommitLines } from '../commitLines.ts';
import { type HubApp, type HubEnv, type HubParts, LOCAL_USER } from '../hubEnv.ts';
import { HubError } from '../hubError.ts';
import { asOptionalString, asRecord } from '../jsonShape.ts';
import { readJson, readText } from '../requestBody.ts';
import type { Commit } from '../store/repoStore.ts';

/** Small files travel inside the commit, as base64; large ones do not. */
const COMMIT_LIMIT_BYTES = 64_000_000;

/** Step 3 of an upload, and the history that it makes. */
export function addCommitRoutes(app: HubApp, { store, quotas }: HubParts): void {
  app.post('/api/datasets/:namespace/:name/commit/:revision', async (c) => {
    const repo = findRepoToWrite(c, store);
    requireBranch(c.req.param('revision'));
    if (c.req.query('create_pr')) throw new HubError(403, 'Pull requests are disabled for this repository');
    const { header, operations } = parseCommitLines(await readText(c, COMMIT_LIMIT_BYTES));
    quotas.requireCommit(repo.commitTimes());
    const commit = await repo.commit({ ...header, author: LOCAL_USER, operations });
    const commitUrl = new URL(`/datasets/${repo.id}/commit/${commit.oid}`, c.req.url).href;
    return c.json({ success: true, commitOid: commit.oid, commitUrl, hookOutput: '' });
  });

  app.get('/api/datasets/:namespace/:name/commits/:revision', (c) => {
    const repo = findRepo(c, store);
    const commits = repo.history(findRevision(repo, c.req.param('revision')));
    const { limit, page } = parsePaging(c);
    const shown = commits.slice(page * limit, (page + 1) * limit);
    const next = new URL(c.req.url);
    next.searchParams.set('p', String(page + 1));
    c.header('X-Total-Count', String(commits.length));
    if ((page + 1) * limit < commits.length) c.header('Link', `<${next.href}>; rel="next"`);
    return c.json(shown.map(describeCommit));
  });

  app.post('/api/datasets/:namespace/:name/super-squash/:revision', async (c) => {
    const repo = findRepoToWrite(c, store);
    requireBranch(c.req.param('revision'));
    const message = asOptionalString(asRecord(await readJson(c), 'body')['message'], 'message');
    const commit = await repo.squash(message ?? `Super-squash branch 'main'`);
    return c.json({ success: true, commitOid: commit.oid });
  });
}

function parsePaging(c: Context<HubEnv>): { limit: number; page: number } {
  const limit = Number(c.req.query('limit') ?? 50);
  const page = Number(c.req.query('p') ?? 0);
  const isValid =
    Number.isInteger(limit) && limit >= 1 && limit <= 1000 && Number.isInteger(page) && page >= 0;
  if (!isValid) throw new HubError(400, 'limit: expected 1 to 1000, p: expected 0 or more');
  return { limit, page };
}

function describeCommit({ oid, title, description, author, committedAt }: Commit) {
  return {
    id: oid,
    title,
    message: description,
    authors: [{ user: author, avatar: '/avatars/local.svg' }],
    date: new Date(committedAt).toISOString(),
  };
}
