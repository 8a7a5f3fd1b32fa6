import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** How often each row is there, by a hash of its table and all its cells. */
export type RowCounts = ReadonlyMap<string, number>;

/** Reads every file of a dataset with another reader than the one that wrote it. */
export async function countRows(dataset: string): Promise<RowCounts> {
  const counts = new Map<string, number>();
  const add = (table: string, row: unknown): void => {
    const key = createHash('sha1')
      .update(`${table} ${JSON.stringify(row, plain)}`)
      .digest('base64');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const path of await readdir(join(dataset, 'data'), { recursive: true })) {
    const table = path.split('/')[0] as string;
    if (path.endsWith('.parquet'))
      for (const row of await readParquet(join(dataset, 'data', path))) add(table, row);
    if (path.endsWith('.jsonl'))
      for (const line of (await readFile(join(dataset, 'data', path), 'utf8')).split('\n'))
        if (line !== '') add(table, JSON.parse(line));
  }
  return counts;
}

async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return parquetReadObjects({ file, compressors, utf8: false });
}

/** Null where nothing is: readers differ in how they say it. Recordings by their bytes. */
const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value ?? null;
};
