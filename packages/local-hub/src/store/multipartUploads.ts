import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { badRequest } from '../hubError.ts';
import type { ObjectStore } from './repoStore.ts';

type PartId = { uploadId: string; part: number };

/** Objects that arrive in parts; parts may come in any order, again, and at the same time. */
export interface MultipartUploads {
  /** Keeps a part and gives its etag. */
  putPart(objects: ObjectStore, id: PartId, chunks: AsyncIterable<Uint8Array>): Promise<string>;
  /** The bytes of all parts in order; throws when an etag is not that of the part that was kept. */
  join(objects: ObjectStore, uploadId: string, etags: readonly string[]): AsyncIterable<Uint8Array>;
  forget(objects: ObjectStore, uploadId: string): Promise<void>;
}

export function createMultipartUploads(): MultipartUploads {
  const etagsByPart = new Map<string, string>();
  const keyOf = ({ uploadId, part }: PartId) => `${uploadId}-${part}`;

  return {
    async putPart(objects, id, chunks) {
      const tmpPath = join(objects.tmpDir, randomUUID());
      const etag = await writePart(tmpPath, chunks);
      await rename(tmpPath, join(objects.tmpDir, keyOf(id)));
      etagsByPart.set(keyOf(id), etag);
      return etag;
    },
    async *join(objects, uploadId, etags) {
      for (const [index, etag] of etags.entries()) {
        const key = keyOf({ uploadId, part: index + 1 });
        if (etagsByPart.get(key) !== etag)
          throw badRequest(`InvalidPart: part ${index + 1} was not uploaded`);
        yield* createReadStream(join(objects.tmpDir, key)) as AsyncIterable<Uint8Array>;
      }
    },
    async forget(objects, uploadId) {
      for (const key of [...etagsByPart.keys()].filter((name) => name.startsWith(`${uploadId}-`))) {
        etagsByPart.delete(key);
        await rm(join(objects.tmpDir, key), { force: true });
      }
    },
  };
}

/** The etag is the MD5 in quotes, as the real storage gives it. */
async function writePart(path: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('md5');
  const file = await open(path, 'w');
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return `"${hash.digest('hex')}"`;
}
