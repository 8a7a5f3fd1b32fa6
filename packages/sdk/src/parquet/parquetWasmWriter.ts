import type { TableDefinition } from '@parqueue/schema';
import { arrowSchema } from '@parqueue/schema/arrow';
import { type Schema, Table, tableToIPC } from 'apache-arrow';
import initWasm, { type InitInput, Table as WasmTable, writeParquet } from 'parquet-wasm/esm/parquet_wasm.js';
import { type AudioChunk, audioChunk } from './audioChunk.ts';
import { createParquetAssembly, footerBytesOf } from './parquetAssembly.ts';
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
}

/**
 * Writes Parquet with parquet-wasm: zstd, dictionaries and statistics for flat columns, audio as it is, everything optional at every depth,
 * the `huggingface` features in both places where readers look.
 *
 * The WASM writes one row group at a time, each as a file of its own, and all but the bytes of audio: those are laid out here, between the
 * chunks that it wrote, so that a clip is copied once, into the finished file, and the WASM stays small. It is one for all writers of a
 * worker, and stays until the worker ends.
 */
export function createParquetWasmWriter({ loadWasm, createdBy }: ParquetWasmWriterOptions): ShardWriter {
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
      return await parquetOf(content, createdBy);
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

async function parquetOf(content: ShardContent, createdBy: string): Promise<Uint8Array<ArrayBuffer>> {
  const { table } = content;
  const schema = arrowSchema(table);
  const assembly = createParquetAssembly();
  for await (const group of rowGroups(content)) {
    const file = writeParquet(wasmTableOf(table, schema, group), writerProperties(table, group, createdBy));
    const isPlain = group.isWhole && group.audio.size === 0 && footerBytesOf(file) < LARGE_FOOTER_BYTES;
    if (isPlain) return file as Uint8Array<ArrayBuffer>;
    assembly.add(file, audioChunks(table, group));
  }
  return assembly.finish();
}

/** A footer is read before anything else of a file. From here on it is worth looking for what makes it large. */
const LARGE_FOOTER_BYTES = 2 ** 16;

/** The row group in WASM memory, its audio empty. `writeParquet` frees it. */
function wasmTableOf(table: TableDefinition, schema: Schema, group: RowGroup): WasmTable {
  const batch = recordBatchOf(table, schema, group);
  return WasmTable.fromIPCStream(tableToIPC(new Table(schema, [batch]), 'stream'));
}

function audioChunks(table: TableDefinition, { audio }: RowGroup): ReadonlyMap<string, AudioChunk> {
  const columns = Object.keys(table.features);
  return new Map(Array.from(audio, ([column, files]) => [`${columns[column]}.bytes`, audioChunk(files)]));
}
