import { createJsonLinesWriter } from '../../packages/sdk/src/parquet/jsonLinesWriter.ts';
import type { ShardWriter } from '../../packages/sdk/src/parquet/shardWriter.ts';

export type WrittenRow = Readonly<Record<string, unknown>>;

/** Stands in for Parquet: the same columns and cells, told apart by its first byte. */
export const columnarWriter: ShardWriter = {
  async write({ table, rows }) {
    const columns = Object.keys(table.features);
    return new TextEncoder().encode(
      `P${JSON.stringify(rows.map((cells) => Object.fromEntries(columns.map((name, i) => [name, cells[i]]))))}`,
    );
  },
};

export const jsonLinesWriter = createJsonLinesWriter();

export function rowsOfFile(bytes: Uint8Array): WrittenRow[] {
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith('P')) return JSON.parse(text.slice(1)) as WrittenRow[];
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WrittenRow);
}
