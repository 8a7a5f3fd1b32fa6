import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of this machine as an export writes into one: what it uses of the browser's handle, and no more. */
export function folderHandle(path: string): FileSystemDirectoryHandle {
  const handle = {
    async getDirectoryHandle(name: string) {
      return folderHandle(join(path, name));
    },
    async getFileHandle(name: string) {
      return { createWritable: async () => fileWriter(path, name) };
    },
  };
  return handle as unknown as FileSystemDirectoryHandle;
}

function fileWriter(folder: string, name: string) {
  return {
    async write(bytes: Uint8Array) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), bytes);
    },
    async close() {},
    async abort() {},
  };
}
