import type { Context } from 'hono';
import { findFile, findRepo, findRevision } from '../access.ts';
import { parseByteRange } from '../byteRange.ts';
import type { HubApp, HubEnv, HubParts } from '../hubEnv.ts';
import { parseRepoPath } from '../repoPath.ts';
import { lfsPointer } from '../store/digest.ts';
import type { ByteRange, Repo, TreeEntry } from '../store/repoStore.ts';

/** The bytes of files: `resolve` what was uploaded, `raw` what git keeps (for LFS, the pointer). */
export function addResolveRoutes(app: HubApp, { store }: HubParts): void {
  const serve = (c: Context<HubEnv>, kind: 'resolve' | 'raw') => {
    const repo = findRepo(c, store);
    const commit = findRevision(repo, c.req.param('revision') ?? '');
    c.header('X-Repo-Commit', commit.oid);
    const entry = findFile(repo, commit, parseRepoPath(c.req.param('path') ?? ''));
    if (entry.kind === 'lfs' && kind === 'resolve') {
      c.header('X-Linked-Size', String(entry.sizeBytes));
      c.header('X-Linked-ETag', `"${entry.sha256}"`);
    }
    return answerFile(c, sourceOf(repo, entry, kind));
  };
  app.get('/datasets/:namespace/:name/resolve/:revision/:path{.+}', (c) => serve(c, 'resolve'));
  app.get('/datasets/:namespace/:name/raw/:revision/:path{.+}', (c) => serve(c, 'raw'));
}

type Source = {
  path: string;
  etag: string;
  sizeBytes: number;
  open(range?: ByteRange): ReadableStream<Uint8Array> | string;
};

function sourceOf(repo: Repo, entry: TreeEntry, kind: 'resolve' | 'raw'): Source {
  const { path, sizeBytes, sha256, gitOid } = entry;
  if (entry.kind === 'lfs' && kind === 'raw') {
    const pointer = lfsPointer(sha256, sizeBytes);
    const open = (range?: ByteRange) => (range ? pointer.slice(range.start, range.end + 1) : pointer);
    return { path, etag: `"${gitOid}"`, sizeBytes: pointer.length, open };
  }
  const etag = `"${entry.kind === 'lfs' ? sha256 : gitOid}"`;
  return { path, etag, sizeBytes, open: (range) => repo.objects.stream(sha256, range) };
}

function answerFile(c: Context<HubEnv>, source: Source): Response {
  const { etag, sizeBytes } = source;
  c.header('ETag', etag);
  c.header('Accept-Ranges', 'bytes');
  c.header('Content-Type', contentType(source.path));
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Content-Disposition', disposition(source.path));
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);

  const isRangeWanted = (c.req.header('if-range') ?? etag) === etag;
  const outcome = parseByteRange(isRangeWanted ? c.req.header('range') : undefined, sizeBytes);
  if (outcome.kind === 'unsatisfiable') {
    c.header('Content-Range', `bytes */${sizeBytes}`);
    return c.body(null, 416);
  }
  const range = outcome.kind === 'part' ? outcome.range : undefined;
  c.header('Content-Length', String(range ? range.end - range.start + 1 : sizeBytes));
  if (range) c.header('Content-Range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  const status = range ? 206 : 200;
  return c.req.method === 'HEAD' ? c.body(null, status) : c.body(source.open(range), status);
}

/** Text is shown as text and nothing is shown as a page, since anybody's file may be in a dataset. */
function contentType(path: string): string {
  const isText = /\.(md|txt|json|jsonl|csv|ya?ml|toml|html|svg|js|gitattributes)$/i.test(path);
  return isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function disposition(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  return `inline; filename*=UTF-8''${encodeURIComponent(name)}; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}";`;
}
