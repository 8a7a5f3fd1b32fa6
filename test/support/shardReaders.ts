import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FeatureSpec, TableDefinition } from '@parqueue/schema';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { bytesAsText } from './shardSamples.ts';

/** Reads a shard with a reader that this project did not write: arrays by column, in the values of `expectedRows`. */
export type ReadShard = (file: Uint8Array<ArrayBuffer>, definition: TableDefinition) => Promise<unknown[][]>;

export const readWithHyparquet: ReadShard = async (file, definition) => {
  const rows = await parquetReadObjects({ file: file.buffer, compressors, utf8: false });
  return inOrder(definition, rows);
};

export const readWithDuckDb: ReadShard = async (file, definition) => {
  const path = join(tmpdir(), `shard-${randomUUID()}.${definition.format}`);
  await writeFile(path, file);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`select * from ${source(path, definition)}`);
    return inOrder(definition, reader.getRowObjectsJS());
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(path);
  }
};

function source(path: string, { format, features }: TableDefinition): string {
  if (format === 'parquet') return `read_parquet('${path}')`;
  const columns = Object.entries(features).map(([name, feature]) => `"${name}": '${duckDbType(feature)}'`);
  return `read_json('${path}', format = 'newline_delimited', columns = {${columns}})`;
}

function duckDbType(feature: FeatureSpec): string {
  switch (feature.kind) {
    case 'int32':
      return 'INTEGER';
    case 'int64':
    case 'classLabel':
      return 'BIGINT';
    case 'float64':
      return 'DOUBLE';
    case 'bool':
      return 'BOOLEAN';
    case 'timestamp':
      return 'TIMESTAMPTZ';
    case 'list':
      return `${duckDbType(feature.of)}[]`;
    case 'struct':
      return `STRUCT(${Object.entries(feature.fields).map(([name, inner]) => `"${name}" ${duckDbType(inner)}`)})`;
    default:
      return 'VARCHAR';
  }
}

function inOrder({ features }: TableDefinition, rows: readonly Record<string, unknown>[]): unknown[][] {
  const columns = Object.entries(features);
  return rows.map((row) => {
    const unknown = Object.keys(row).filter((name) => !Object.hasOwn(features, name));
    if (unknown.length > 0) throw new Error(`columns that the table does not have: ${unknown}`);
    return columns.map(([name, feature]) => comparable(feature, row[name]));
  });
}

/** Readers differ in how they show a null struct, a date and a 64-bit integer. */
function comparable(feature: FeatureSpec, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (feature.kind) {
    case 'int64':
      return BigInt(value as bigint | number);
    case 'classLabel':
      return Number(value);
    case 'timestamp':
      return new Date(value as Date | string).getTime();
    case 'list':
      return (value as readonly unknown[]).map((inner) => comparable(feature.of, inner));
    case 'struct': {
      const struct = value as Record<string, unknown>;
      return Object.fromEntries(
        Object.entries(feature.fields).map(([name, field]) => [name, comparable(field, struct[name])]),
      );
    }
    case 'audio': {
      const { bytes, path } = value as { bytes: Uint8Array; path: string };
      return { path, bytes: bytesAsText(bytes) };
    }
    default:
      return value;
  }
}
