import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonRow, queryDataset } from '../support/dataset.ts';
import { TABLES, type TableName } from './shardOrder.ts';

/** What the dataset holds of one shard. */
export interface FoundShard {
  readonly number: number;
  readonly table: TableName;
  readonly rowCount: number;
  /** Rows that are told apart. */
  readonly labelCount: number;
  /** Rows whose text or clip does not have the digest that stands beside it. */
  readonly tornCount: number;
}

/** Reads the whole dataset as anybody would, with DuckDB. */
export async function readShards(datasetDir: string): Promise<readonly FoundShard[]> {
  const found: FoundShard[] = [];
  for (const table of Object.keys(TABLES) as TableName[])
    if (await hasFiles(datasetDir, table))
      found.push(...(await queryDataset(datasetDir, queryOf(table))).map((row) => foundOf(table, row)));
  return found;
}

async function hasFiles(datasetDir: string, table: TableName): Promise<boolean> {
  const entries = await readdir(join(datasetDir, 'data', TABLES[table].path)).catch(() => []);
  return entries.length > 0;
}

function queryOf(table: TableName): string {
  const { features, format, path } = TABLES[table];
  const from =
    format === 'parquet'
      ? `read_parquet('data/${path}/**/*.parquet')`
      : `read_json('data/${path}/**/*.jsonl', format = 'newline_delimited', columns = {label: 'VARCHAR', said: 'VARCHAR', said_md5: 'VARCHAR'})`;
  const torn = ['md5(said) IS DISTINCT FROM said_md5'];
  if ('audio' in features) torn.push('md5(audio.bytes) IS DISTINCT FROM audio_md5');
  return `SELECT CAST(split_part(label, '.', 1) AS INTEGER) AS number, count(*) AS row_count, count(DISTINCT label) AS label_count,
      count(*) FILTER (${torn.join(' OR ')}) AS torn_count
    FROM ${from} GROUP BY ALL`;
}

const foundOf = (table: TableName, { number, row_count, label_count, torn_count }: JsonRow): FoundShard => ({
  number: Number(number),
  table,
  rowCount: Number(row_count),
  labelCount: Number(label_count),
  tornCount: Number(torn_count),
});
