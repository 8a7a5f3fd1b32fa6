import { findRepoToWrite, findRevision } from '../access.ts';
import { DEFAULT_GIT_ATTRIBUTES, parseIgnorePatterns, parseLfsPatterns } from '../gitAttributes.ts';
import type { HubApp, HubParts } from '../hubEnv.ts';
import { asArray, asOptionalString, asRecord, asSizeBytes, asString } from '../jsonShape.ts';
import { parseRepoPath } from '../repoPath.ts';
import { readJson } from '../requestBody.ts';
import type { Repo } from '../store/repoStore.ts';

/** Over this size the Hub takes a file through LFS whatever its name. */
const REGULAR_LIMIT_BYTES = 10_000_000;

/** Step 1 of an upload: which files go through LFS, and what is there already. */
export function addPreuploadRoutes(app: HubApp, { store }: HubParts): void {
  app.post('/api/datasets/:namespace/:name/preupload/:revision', async (c) => {
    const repo = findRepoToWrite(c, store);
    const commit = findRevision(repo, c.req.param('revision'));
    const request = asRecord(await readJson(c), 'body');
    const isLfs = parseLfsPatterns(
      asOptionalString(request['gitAttributes'], 'gitAttributes') ?? (await readAttributes(repo)),
    );
    const isIgnored = parseIgnorePatterns(asOptionalString(request['gitIgnore'], 'gitIgnore') ?? '');
    const tree = repo.tree(commit);
    const files = asArray(request['files'], 'files').map((value) => {
      const file = parseCandidate(value);
      const existing = tree.get(file.path);
      const uploadMode =
        isLfs(file.path) || file.isBinary || file.sizeBytes > REGULAR_LIMIT_BYTES ? 'lfs' : 'regular';
      return {
        path: file.path,
        uploadMode,
        shouldIgnore: isIgnored(file.path),
        ...(existing && { oid: existing.kind === 'lfs' ? existing.sha256 : existing.gitOid }),
      };
    });
    return c.json({ files, commitOid: commit.oid });
  });
}

async function readAttributes(repo: Repo): Promise<string> {
  const entry = repo.tree(repo.head()).get('.gitattributes');
  return entry ? (await repo.objects.read(entry.sha256)).toString('utf8') : DEFAULT_GIT_ATTRIBUTES;
}

function parseCandidate(value: unknown) {
  const file = asRecord(value, 'files[]');
  const sample = Buffer.from(asOptionalString(file['sample'], 'files[].sample') ?? '', 'base64');
  return {
    path: parseRepoPath(asString(file['path'], 'files[].path')),
    sizeBytes: asSizeBytes(file['size'], 'files[].size'),
    isBinary: sample.includes(0),
  };
}
