import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CommandError } from '../commandError.ts';
import type { DatasetSource, SourceFile } from './datasetSource.ts';
import { downloadFile } from './downloadFile.ts';
import type { HubClient } from './hubClient.ts';

export interface HubSourceOptions {
  readonly repo: string;
  readonly revision: string;
  readonly hubUrl: string;
  readonly client: HubClient;
  /** Where files are brought. */
  readonly filesDir: string;
}

interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string };
}

/** A dataset on the Hub, over its HTTP. */
export function createHubSource({
  repo,
  revision,
  hubUrl,
  client,
  filesDir,
}: HubSourceOptions): DatasetSource {
  const resolvePath = (path: string, commit: string): string =>
    `/datasets/${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
  let commit = encodeURIComponent(revision);

  const readRange: DatasetSource['readRange'] = async (file, startByte, endByte, signal) => {
    const path = resolvePath(file.path, commit);
    const range = `bytes=${startByte}-${endByte - 1}`;
    const response = await client.get(path, { range, ...(signal && { signal }) });
    if (response === undefined)
      throw new CommandError(`${file.path}: is not in ${repo} any more; run parqueue sync`);
    const bytes = await response.arrayBuffer();
    // A server that knows no ranges sends all of it.
    const wanted = response.status === 206 ? bytes : bytes.slice(startByte, endByte);
    if (wanted.byteLength !== endByte - startByte)
      throw new CommandError(
        `${file.path}: got ${wanted.byteLength} of ${endByte - startByte} bytes; run it again`,
      );
    return wanted;
  };

  return {
    key: `${repo.replace('/', '--')}-${sha256(`${hubUrl} ${repo} ${revision}`).slice(0, 8)}`,
    name: repo,
    isRemote: true,
    get requestCount() {
      return client.requestCount;
    },
    async list(knownRevision, signal) {
      const info = await client.get(`/api/datasets/${repo}/revision/${commit}`, { signal });
      if (info === undefined)
        throw new CommandError(
          `${repo}: no such dataset, or a private one: set HF_TOKEN, or check --repo and --hub-url`,
        );
      const { sha } = (await info.json()) as { sha: string };
      commit = sha;
      if (sha === knownRevision) return undefined;
      const files = await listTree(client, `/api/datasets/${repo}/tree/${sha}?recursive=true`, signal);
      const readme = await client.get(resolvePath('README.md', sha), { signal });
      return { revision: sha, files, readme: await readme?.text() };
    },
    fetchFile: (file, isWhole, signal) =>
      downloadFile({
        file,
        isWhole,
        target: join(filesDir, file.oid),
        readRange: (startByte, endByte) => readRange(file, startByte, endByte, signal),
      }),
    readRange,
  };
}

async function listTree(client: HubClient, first: string, signal: AbortSignal): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (let page: string | undefined = first; page !== undefined; ) {
    const response: Response | undefined = await client.get(page, { signal });
    if (response === undefined) break;
    for (const entry of (await response.json()) as TreeEntry[])
      if (entry.type === 'file' && /^data\/.*\.(parquet|jsonl)$/.test(entry.path))
        files.push({ path: entry.path, oid: entry.lfs?.oid ?? entry.oid, sizeBytes: entry.size });
    page = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return files;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
