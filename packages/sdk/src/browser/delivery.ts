import { assets } from './assets.ts';
import type { EngineAssets } from './engineAssets.ts';
import type { WriterKind } from './parquetWriters.ts';

/**
 * How worker and WASM come to a page that has them from these sources, through Vite, which must find `new Worker(new URL(…))` as it
 * stands. The package has `packedDelivery.ts` in this place, with the same exports.
 */
export const pageAssets: EngineAssets = assets;

/** Starts the worker of this package. */
export async function startOwnWorker(writer: WriterKind): Promise<Worker> {
  return writer === 'light'
    ? new Worker(new URL('../worker/lightEntry.ts', import.meta.url), { type: 'module', name: 'parqueue' })
    : new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module', name: 'parqueue' });
}
