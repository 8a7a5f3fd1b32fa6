import { startOwnWorker } from './delivery.ts';
import type { WriterKind } from './parquetWriters.ts';
import { trustedScriptUrl } from './trustedScriptUrl.ts';

/** Starts the engine's worker: the page's own file where it names one (which has a writer of its own), else ours. */
export async function spawnWorker(
  workerUrl: string | URL | undefined,
  writer: WriterKind = 'parquet',
): Promise<Worker> {
  if (workerUrl === undefined) return startOwnWorker(writer);
  return new Worker(trustedScriptUrl(String(workerUrl)), { type: 'module', name: 'parqueue' });
}
