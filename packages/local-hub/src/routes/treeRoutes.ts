import type { Context } from 'hono';
import { findRepo, findRevision } from '../access.ts';
import type { HubApp, HubEnv, HubParts } from '../hubEnv.ts';
import { entryNotFound, HubError } from '../hubError.ts';
import { asArray, asRecord, asString } from '../jsonShape.ts';
import { parseFolderPath, parseRepoPath } from '../repoPath.ts';
import { readJson, readText } from '../requestBody.ts';
import { describeEntry, listTree } from '../treeListing.ts';

/** More paths than this in one question and the Hub says 413. */
const MAX_PATHS = 1_000;

/** What is in a repo at a revision. */
export function addTreeRoutes(app: HubApp, { store, settings }: HubParts): void {
  const list = (c: Context<HubEnv>) => {
    const repo = findRepo(c, store);
    const commit = findRevision(repo, c.req.param('revision') ?? '');
    const path = c.req.param('path') ?? '';
    const folder = path === '' ? '' : parseFolderPath(path);
    const entries = listTree(repo.tree(commit), { folder, isRecursive: isTrue(c.req.query('recursive')) });
    if (entries.length === 0 && folder !== '')
      throw entryNotFound(`${folder} does not exist on "${commit.oid}"`);

    const after = decodeCursor(c.req.query('cursor'));
    const remaining = after === undefined ? entries : entries.filter((entry) => entry.path > after);
    const shown = remaining.slice(0, settings.treePageSize);
    const last = shown.at(-1);
    if (last && shown.length < remaining.length) c.header('Link', `<${nextUrl(c, last.path)}>; rel="next"`);
    const isExpanded = isTrue(c.req.query('expand'));
    return c.json(shown.map((entry) => describeEntry(entry, isExpanded)));
  };
  app.get('/api/datasets/:namespace/:name/tree/:revision', list);
  app.get('/api/datasets/:namespace/:name/tree/:revision/:path{.+}', list);

  app.post('/api/datasets/:namespace/:name/paths-info/:revision', async (c) => {
    const repo = findRepo(c, store);
    const tree = repo.tree(findRevision(repo, c.req.param('revision')));
    const { paths, isExpanded } = await readPathsRequest(c);
    if (paths.length > MAX_PATHS)
      throw new HubError(413, `Too many paths: ${paths.length}, at most ${MAX_PATHS}`);
    const wanted = new Set(paths.map((path) => parseRepoPath(path)));
    const found = listTree(tree, { folder: '', isRecursive: true }).filter((entry) => wanted.has(entry.path));
    return c.json(found.map((entry) => describeEntry(entry, isExpanded)));
  });
}

/** Python writes `True` in forms. */
const isTrue = (text: string | null | undefined) => /^(true|1)$/i.test(text ?? '');

/** The JavaScript client sends JSON, Python a form. */
async function readPathsRequest(c: Context<HubEnv>): Promise<{ paths: string[]; isExpanded: boolean }> {
  if (c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(await readText(c));
    return { paths: form.getAll('paths'), isExpanded: isTrue(form.get('expand')) };
  }
  const request = asRecord(await readJson(c), 'body');
  const named =
    typeof request['paths'] === 'string' ? [request['paths']] : asArray(request['paths'], 'paths');
  return { paths: named.map((path) => asString(path, 'paths[]')), isExpanded: request['expand'] === true };
}

function nextUrl(c: Context<HubEnv>, lastPath: string): string {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', Buffer.from(lastPath).toString('base64url'));
  return url.href;
}

function decodeCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
}
