import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** https://github.com/google/leveldb/blob/main/doc/log_format.md */
const BLOCK_BYTES = 32 * 1024;
const HEAD_BYTES = 7;
const FULL = 1;
/** How much of the record got there. */
const WRITTEN_BYTES = 100;

/**
 * Puts the beginning of a record at the end of each log of a profile's IndexedDB, as a kill leaves it that comes between two pages of one
 * write. Chromium takes that for the log's end and writes on after it. Whoever reads the log next takes what was written then for the rest
 * of the record: when that is enough, its checksum is wrong, and Chromium deletes the database; when it is not, all of it is passed over, and
 * the database is back where it was, without a word.
 *
 * @param claimedBytes what the record says of its size; as much of it as fits into its block
 */
export async function tearLevelDb(profileDir: string, claimedBytes: number): Promise<void> {
  const root = join(profileDir, 'Default', 'IndexedDB');
  const entries = await readdir(root, { recursive: true }).catch(() => []);
  for (const entry of entries.filter((name) => /\.leveldb\/\d+\.log$/.test(name))) {
    const path = join(root, entry);
    const leftBytes = BLOCK_BYTES - ((await stat(path)).size % BLOCK_BYTES) - HEAD_BYTES;
    if (leftBytes > WRITTEN_BYTES) await appendFile(path, tornRecord(Math.min(claimedBytes, leftBytes)));
  }
}

function tornRecord(payloadBytes: number): Uint8Array {
  const record = new Uint8Array(HEAD_BYTES + WRITTEN_BYTES).fill(0x5a);
  const view = new DataView(record.buffer);
  view.setUint16(4, payloadBytes, true);
  view.setUint8(6, FULL);
  return record;
}
