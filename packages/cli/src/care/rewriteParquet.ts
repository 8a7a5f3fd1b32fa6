import { open, truncate } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HUGGINGFACE_KEY } from '@parqueue/schema';
import type { ThriftStruct } from '@parqueue/schema/thrift';
import { sqlName, sqlText } from '../cache/sqlText.ts';
import { ELEMENT, footerBytes, type ParquetColumn, readFooter, textIn, valueIn } from './parquetFooter.ts';

const ROWS_PER_GROUP = 100_000;
/** Of rows with recordings, so that a group is not all of the memory. */
const LOUD_ROWS_PER_GROUP = 100;

export interface Rewriting {
  /** What stands behind FROM, with all of the columns. */
  readonly relation: string;
  readonly columns: readonly ParquetColumn[];
  /** Text of the key `huggingface`, of which `datasets` takes the features. */
  readonly huggingface: string | undefined;
  /** Behind ORDER BY; empty: as it comes. */
  readonly order: string;
  readonly target: string;
}

/** Writes rows anew with zstd: with the columns' types as they were, and the metadata that `datasets` reads. */
export async function rewriteParquet(connection: DuckDBConnection, rewriting: Rewriting): Promise<void> {
  const { relation, columns, huggingface, order, target } = rewriting;
  const selected = columns.map((column) =>
    isMillis(column)
      ? `${sqlName(column.name)}::TIMESTAMP::TIMESTAMP_MS AS ${sqlName(column.name)}`
      : sqlName(column.name),
  );
  const options = [
    'FORMAT parquet',
    'COMPRESSION zstd',
    `ROW_GROUP_SIZE ${columns.some(isMedia) ? LOUD_ROWS_PER_GROUP : ROWS_PER_GROUP}`,
    ...(huggingface === undefined ? [] : [`KV_METADATA {${HUGGINGFACE_KEY}: ${sqlText(huggingface)}}`]),
  ];
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM ${relation}${order === '' ? '' : ` ORDER BY ${order}`}) TO ${sqlText(target)} (${options.join(', ')})`,
  );
  await restoreTypes(target, columns);
}

/** DuckDB writes times of milliseconds as local ones, and texts without their kind: what a column was before is put in its place. */
async function restoreTypes(path: string, columns: readonly ParquetColumn[]): Promise<void> {
  const { tree, startByte, columns: written } = await readFooter(path);
  const before = new Map(columns.map(({ name, elements }) => [name, elements]));
  for (const { name, elements } of written) {
    const [wanted, ...below] = before.get(name) ?? [];
    const [element] = elements;
    if (wanted === undefined || element === undefined || below.length > 0 || elements.length > 1) continue;
    const isAlike = [ELEMENT.type, ELEMENT.repetition].every(
      (id) => valueIn(wanted, id) === valueIn(element, id),
    );
    if (!isAlike) continue;
    element.clear();
    for (const [id, field] of wanted) element.set(id, field);
  }
  const bytes = footerBytes(tree);
  await truncate(path, startByte);
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, startByte);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Recordings and pictures, as `datasets` lays them: bytes and path. */
export const isMedia = ({ elements }: ParquetColumn): boolean =>
  elements.length === 3 &&
  elements
    .slice(1)
    .map((element) => textIn(element, ELEMENT.name))
    .sort()
    .join(' ') === 'bytes path';

/** Parquet's ConvertedType of a time in milliseconds. */
const TIMESTAMP_MILLIS = 9;

const isTimeOfMillis = (element: ThriftStruct): boolean => {
  const logical = valueIn(element, ELEMENT.logical) as ThriftStruct | undefined;
  const time = logical && (valueIn(logical, 8) as ThriftStruct | undefined);
  const unit = time && (valueIn(time, 2) as ThriftStruct | undefined);
  return unit === undefined ? valueIn(element, ELEMENT.converted) === TIMESTAMP_MILLIS : unit.has(1);
};

const isMillis = ({ elements }: ParquetColumn): boolean =>
  elements.length === 1 && isTimeOfMillis(elements[0] as ThriftStruct);

/** Whether DuckDB would write it otherwise than it came: times within lists and structs. */
export const isBeyondRewriting = ({ elements }: ParquetColumn): boolean =>
  elements.length > 1 && elements.some(isTimeOfMillis);
