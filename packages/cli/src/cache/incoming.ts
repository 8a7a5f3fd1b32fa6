import type { DuckDBConnection } from '@duckdb/node-api';
import { MEDIA } from './duckTypeOf.ts';
import type { CardColumn } from './readCard.ts';
import { sqlList, sqlName, sqlText } from './sqlText.ts';

/** Files that are about to be read, as a relation with their own columns and `filename`, `file_row_number`. */
export interface Incoming {
  /** What stands behind FROM. */
  readonly relation: string;
  readonly columns: readonly CardColumn[];
}

const OWN = new Set(['filename', 'file_row_number']);
const MEDIA_TYPE = /^STRUCT\("?(bytes"? BLOB, "?path"? VARCHAR|path"? VARCHAR, "?bytes"? BLOB)\)$/;

/** Parquet files of one table, by the union of their columns. */
export async function incomingParquet(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<Incoming> {
  const relation = `read_parquet(${sqlList(paths)}, union_by_name = true, filename = true, file_row_number = true)`;
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`)).getRowObjectsJS();
  const columns = rows
    .map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }))
    .filter(({ name }) => !OWN.has(name))
    .map(({ name, type }) => ({ name, type: MEDIA_TYPE.test(type) ? MEDIA : type }));
  return { relation, columns };
}

/**
 * JSON lines of one table. Each line is taken apart by its own keys, so that a text that looks like a time stays the text that it is.
 * A column of numbers, or of true and false, gets that type; all else is text.
 */
export async function incomingJsonLines(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<Incoming> {
  await connection.run('DROP TABLE IF EXISTS temp.json_lines');
  await connection.run('CREATE TEMP TABLE json_lines (filename VARCHAR, file_row_number BIGINT, line JSON)');
  for (const path of paths)
    await connection.run(
      `INSERT INTO json_lines SELECT ${sqlText(path)}, row_number() OVER () - 1, json
       FROM read_ndjson_objects(${sqlText(path)}, maximum_object_size = 67108864)`,
    );
  const kinds = await connection.runAndReadAll(
    `SELECT key, list_sort(list(DISTINCT kind)) AS kinds FROM (
       SELECT unnest(json_keys(line)) AS key, json_type(line, '$."' || replace(unnest(json_keys(line)), '"', '\\"') || '"') AS kind
       FROM json_lines) WHERE kind <> 'NULL' GROUP BY key ORDER BY key`,
  );
  const columns = kinds.getRowObjectsJS().map((row) => ({
    name: String(row['key']),
    type: typeOfKinds((row['kinds'] as string[]) ?? []),
  }));
  const parts = columns.map(({ name, type }) => {
    const text = `json_extract_string(line, ${sqlText(`$."${name.replaceAll('"', '\\"')}"`)})`;
    return `${type === 'VARCHAR' ? text : `try_cast(${text} AS ${type})`} AS ${sqlName(name)}`;
  });
  const selected = [...parts, 'filename', 'file_row_number'].join(', ');
  return { relation: `(SELECT ${selected} FROM json_lines)`, columns };
}

function typeOfKinds(kinds: readonly string[]): string {
  const all = (...wanted: string[]): boolean => kinds.every((kind) => wanted.includes(kind));
  if (all('BIGINT', 'UBIGINT')) return kinds.includes('UBIGINT') && kinds.length > 1 ? 'BIGINT' : 'BIGINT';
  if (all('BIGINT', 'UBIGINT', 'DOUBLE')) return 'DOUBLE';
  return all('BOOLEAN') ? 'BOOLEAN' : 'VARCHAR';
}
