import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CommandError } from '../commandError.ts';
import type { DatasetSource, SourceFile } from './datasetSource.ts';

/** A dataset that lies in a folder: one of the local hub, a clone, one that `demo` made. Its files are read where they are. */
export function createFolderSource(dir: string): DatasetSource {
  return {
    key: `${basename(dir)}-${sha256(dir).slice(0, 8)}`,
    name: dir,
    isRemote: false,
    requestCount: 0,
    async list(knownRevision) {
      await checkFolder(dir);
      const files = await listFiles(dir);
      const readme = await readFile(join(dir, 'README.md'), 'utf8').catch(() => undefined);
      const revision = sha256(JSON.stringify([readme, files]));
      return revision === knownRevision ? undefined : { revision, files, readme };
    },
    async fetchFile({ path }) {
      return { localPath: join(dir, path), isSlim: false };
    },
    async readRange({ path }, startByte, endByte) {
      const file = await open(join(dir, path));
      try {
        const bytes = new Uint8Array(endByte - startByte);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, startByte);
        return bytes.buffer.slice(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory())
    throw new CommandError(`--local: there is no folder ${dir}; give the folder of a dataset`);
}

/** Everything below `data`, in the order of the paths; hidden files and folders are the hub's own. */
async function listFiles(dir: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(dir, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (/\.(parquet|jsonl)$/.test(entry.name)) files.push(await describe(path));
    }
  };
  const describe = async (path: string): Promise<SourceFile> => {
    const { size, mtimeMs } = await stat(join(dir, path));
    return { path, oid: `${size}-${Math.round(mtimeMs)}`, sizeBytes: size };
  };
  await visit('data');
  return files;
}
