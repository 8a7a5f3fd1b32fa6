import { DuckDBInstance, type Json } from '@duckdb/node-api';

/** A row as JSON can hold it: 64-bit integers, times and blobs are text. */
export type JsonRow = Readonly<Record<string, Json>>;

// A glob with ** ends a block comment, so:
// select count(*) from 'data/alignment/**/*.parquet'
/** What DuckDB answers. Paths in the query are those of the dataset. */
export async function queryDataset(datasetDir: string, sql: string): Promise<JsonRow[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', file_search_path: datasetDir });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
