import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { sha256Hex } from './digest.ts';
import type { Announced, ObjectStore } from './repoStore.ts';

/** Objects as files `objects/ab/cdef…`, written beside and renamed in, so that a half-written one is never seen. */
export function createFolderObjects(hubDir: string): ObjectStore {
  const tmpDir = join(hubDir, 'tmp');
  const locate = (sha256: string) => join(hubDir, 'objects', sha256.slice(0, 2), sha256.slice(2));

  const keep = async (tmpPath: string, sha256: string) => {
    await mkdir(dirname(locate(sha256)), { recursive: true });
    await rename(tmpPath, locate(sha256));
  };

  const sizeBytes = async (sha256: string) => {
    const found = await stat(locate(sha256)).catch(() => undefined);
    return found?.size;
  };

  const put = async (bytes: Uint8Array) => {
    const sha256 = sha256Hex(bytes);
    const isKept = await access(locate(sha256)).then(
      () => true,
      () => false,
    );
    if (!isKept) {
      const tmpPath = join(tmpDir, randomUUID());
      await writeFile(tmpPath, bytes);
      await keep(tmpPath, sha256);
    }
    return sha256;
  };

  const putStream = async (chunks: AsyncIterable<Uint8Array>, expected: Announced) => {
    const tmpPath = join(tmpDir, randomUUID());
    try {
      const received = await receive(chunks, tmpPath);
      if (received.sha256 !== expected.sha256 || received.sizeBytes !== expected.sizeBytes) return 'mismatch';
      await keep(tmpPath, expected.sha256);
      return 'kept';
    } finally {
      await rm(tmpPath, { force: true });
    }
  };

  return {
    tmpDir,
    sizeBytes,
    put,
    putStream,
    locate,
    read: (sha256) => readFile(locate(sha256)),
    stream: (sha256, range) =>
      Readable.toWeb(createReadStream(locate(sha256), range)) as ReadableStream<Uint8Array>,
  };
}

async function receive(chunks: AsyncIterable<Uint8Array>, path: string): Promise<Announced> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'w');
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
