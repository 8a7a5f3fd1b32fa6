import {
  transformParquetStream,
  type RecordBatch as WasmBatch,
  type WriterProperties,
} from 'parquet-wasm/esm/parquet_wasm.js';
import { parquetRowCount } from './parquetRowCount.ts';

/** Calls back after a time; the returned function stops that. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

interface StreamOptions {
  readonly properties: WriterProperties;
  readonly rowCount: number;
  readonly schedule: Schedule;
}

/** A shard takes well under a second, its clips being read from a local store. */
const LIMIT_MS = 60_000;

/**
 * Writes record batches as the row groups of one Parquet file, asking for one at a time.
 *
 * parquet-wasm 0.8.0 leaves out a batch that it fails to write, says nothing, and may hang when it traps
 * (https://github.com/kylebarron/parquet-wasm/blob/main/src/writer_async.rs). So the end is awaited with a limit, the source keeps its own
 * failure, and the file is asked how many rows it has.
 */
export async function streamParquet(
  batches: AsyncGenerator<WasmBatch>,
  { properties, rowCount, schedule }: StreamOptions,
): Promise<Uint8Array> {
  const source = sourceOf(batches);
  try {
    const file = await withinLimit(collect(source.stream, properties), schedule);
    const written = parquetRowCount(file);
    if (written !== rowCount)
      throw new Error(`it wrote ${written ?? 'no footer and not one'} of ${rowCount} rows`);
    return file;
  } catch (error) {
    throw source.failure() ?? error;
  }
}

/** A stream that ends when its batches fail; what they failed with is told apart. */
function sourceOf(batches: AsyncGenerator<WasmBatch>) {
  let failure: unknown;
  async function pull(controller: ReadableStreamDefaultController<WasmBatch>): Promise<void> {
    try {
      const { value, done } = await batches.next();
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      failure = error;
      controller.close();
    }
  }
  return { stream: new ReadableStream({ pull }, { highWaterMark: 0 }), failure: () => failure };
}

async function collect(
  input: ReadableStream<WasmBatch>,
  properties: WriterProperties,
): Promise<Uint8Array<ArrayBuffer>> {
  const output: ReadableStream<Uint8Array> = await transformParquetStream(input, properties);
  const reader = output.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    sizeBytes += next.value.length;
  }
  const file = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

function withinLimit<T>(work: Promise<T>, schedule: Schedule): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = schedule(() => reject(new Error(`it did not end within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    work.then(resolve, reject).finally(stop);
  });
}
