import type { TableDefinition } from '@parqueue/schema';
import { arrowSchema } from '@parqueue/schema/arrow';
import { type Schema, Table, tableToIPC } from 'apache-arrow';
import initWasm, {
  type InitInput,
  type RecordBatch as WasmBatch,
  Table as WasmTable,
  writeParquet,
} from 'parquet-wasm/esm/parquet_wasm.js';
import { type Schedule, streamParquet } from './parquetStream.ts';
import { recordBatchOf } from './recordBatch.ts';
import { type RowGroup, rowGroups } from './rowGroups.ts';
import type { ShardContent, ShardWriter } from './shardWriter.ts';
import { ShardWriterError } from './shardWriterError.ts';
import { writerProperties } from './writerProperties.ts';

export interface ParquetWasmWriterOptions {
  /** Where the WASM comes from: an address, a response, or its bytes. Asked at the first write, and again if that failed. */
  readonly loadWasm: () => { readonly module_or_path: InitInput | Promise<InitInput> };
  /** What made the files, as their `created_by` says: `parqueue-sdk version 0.1.0`. */
  readonly createdBy: string;
  readonly schedule: Schedule;
}

/**
 * Writes Parquet with parquet-wasm: zstd, dictionaries and statistics for flat columns, audio as it is, everything optional at every depth,
 * the `huggingface` features in both places where readers look.
 *
 * A shard without much audio is one row group and one synchronous call. A shard of several row groups is streamed, so that the WASM holds
 * one of them, about four times, and not the shard. The WASM is one for all writers of a worker, and stays until the worker ends.
 */
export function createParquetWasmWriter({
  loadWasm,
  createdBy,
  schedule,
}: ParquetWasmWriterOptions): ShardWriter {
  let isLoaded = false;
  let broken: ShardWriterError | null = null;
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function write(content: ShardContent): Promise<Uint8Array<ArrayBuffer>> {
    if (broken) throw broken;
    if (content.rows.length === 0)
      throw new ShardWriterError('unfit', `${content.table.name}: a shard has no rows`);
    if (!isLoaded) await load(loadWasm);
    isLoaded = true;
    try {
      return (await parquetOf(content, createdBy, schedule)) as Uint8Array<ArrayBuffer>;
    } catch (error) {
      if (error instanceof ShardWriterError && error.code !== 'broken') throw error;
      // Whatever else it is, the WASM is in a state that nobody knows, and its memory in flight is lost.
      broken = new ShardWriterError('broken', `the Parquet WASM gave up: ${messageOf(error)}`, {
        cause: error,
      });
      throw broken;
    }
  }

  return {
    write(content) {
      const file = lastWrite.then(() => write(content));
      lastWrite = file.catch(() => undefined);
      return file;
    },
  };
}

async function load(loadWasm: ParquetWasmWriterOptions['loadWasm']): Promise<void> {
  try {
    await initWasm(loadWasm());
  } catch (cause) {
    throw new ShardWriterError('unavailable', `the Parquet WASM does not load: ${messageOf(cause)}`, {
      cause,
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function parquetOf(content: ShardContent, createdBy: string, schedule: Schedule) {
  const { table } = content;
  const schema = arrowSchema(table);
  const groups = rowGroups(content);
  const first = (await groups.next()).value as RowGroup;
  if (first.isLast) {
    const whole = wasmTableOf(table, schema, first);
    return writeParquet(whole, writerProperties(table, first, createdBy));
  }

  async function* batches(): AsyncGenerator<WasmBatch> {
    yield wasmBatchOf(table, schema, first);
    for await (const group of groups) yield wasmBatchOf(table, schema, group);
  }
  const properties = writerProperties(table, first, createdBy);
  return streamParquet(batches(), { properties, rowCount: content.rows.length, schedule });
}

/** The row group in WASM memory. Whoever takes it frees it: `writeParquet` does. */
function wasmTableOf(table: TableDefinition, schema: Schema, group: RowGroup): WasmTable {
  const batch = recordBatchOf(table, schema, group);
  return WasmTable.fromIPCStream(tableToIPC(new Table(schema, [batch]), 'stream'));
}

function wasmBatchOf(table: TableDefinition, schema: Schema, group: RowGroup): WasmBatch {
  const whole = wasmTableOf(table, schema, group);
  try {
    return whole.recordBatch(0) as WasmBatch;
  } finally {
    whole.free();
  }
}
