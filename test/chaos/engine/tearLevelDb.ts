import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** https://github.com/google/leveldb/blob/main/doc/log_format.md */
const BLOCK_BYTES = 32 * 1024;
const HEAD_BYTES = 7;
const FULL = 1;
/** What the record says of its size, and how much of it got there. */
const PAYLOAD_BYTES = 600;
const WRITTEN_BYTES = 100;

/**
 * Puts the beginning of a record at the end of each log of a profile's IndexedDB, as a kill leaves it that comes between two pages of one
 * write. Chromium takes that for the log's end and writes on after it; whoever reads the log next finds the record's checksum wrong, and
 * Chromium deletes the database.
 */
export async function tearLevelDb(profileDir: string): Promise<void> {
  const root = join(profileDir, 'Default', 'IndexedDB');
  const entries = await readdir(root, { recursive: true }).catch(() => []);
  for (const entry of entries.filter((name) => /\.leveldb\/\d+\.log$/.test(name))) {
    const path = join(root, entry);
    const leftBytes = BLOCK_BYTES - ((await stat(path)).size % BLOCK_BYTES);
    // What does not fit into its block would be a record in parts.
    if (leftBytes >= HEAD_BYTES + PAYLOAD_BYTES) await appendFile(path, tornRecord());
  }
}

function tornRecord(): Uint8Array {
  const record = new Uint8Array(HEAD_BYTES + WRITTEN_BYTES).fill(0x5a);
  const view = new DataView(record.buffer);
  view.setUint16(4, PAYLOAD_BYTES, true);
  view.setUint8(6, FULL);
  return record;
}
