import type { EngineAssets } from './engineAssets.ts';
import type { WriterKind } from './parquetWriters.ts';
import { trustedScriptUrl } from './trustedScriptUrl.ts';
import { unpackWasm } from './unpackWasm.ts';
import { wasmRefusal } from './wasmRefusal.ts';

/**
 * How worker and WASM come to a page that has the package: as text in chunks of their own, each loaded at its first use by whatever loads
 * the page's other modules, so that no bundler needs a setting and the package may lie at another origin. The build makes these modules.
 */
const load = {
  worker: () => import('packed:worker.js'),
  lightWorker: () => import('packed:worker-light.js'),
  parquetWasm: () => import('packed:parquet.wasm'),
  flacWasm: () => import('packed:flac.wasm'),
};

export const pageAssets: EngineAssets = {
  parquetWasm: async () => unpackWasm((await load.parquetWasm()).text),
  flacWasm: async () => unpackWasm((await load.flacWasm()).text),
};

/** The address of each worker, which the page keeps: a worker that dies is had again. */
const addresses = new Map<WriterKind, Promise<string>>();

/** Starts the worker of this package. A blob has the policy of its page: where that refuses WASM, that of Parquet would come in vain. */
export async function startOwnWorker(wanted: WriterKind): Promise<Worker> {
  const writer = wasmRefusal() === undefined ? wanted : 'light';
  const making = addresses.get(writer) ?? (writer === 'light' ? lightAddress() : fullAddress());
  addresses.set(writer, making);
  making.catch(() => addresses.delete(writer));
  return new Worker(trustedScriptUrl(await making), { type: 'module', name: 'parqueue' });
}

async function fullAddress(): Promise<string> {
  const [worker, parquet, flac] = await Promise.all([load.worker(), load.parquetWasm(), load.flacWasm()]);
  return addressOf(worker.text, { 'parquet.wasm': parquet.text, 'flac.wasm': flac.text });
}

async function lightAddress(): Promise<string> {
  const [worker, flac] = await Promise.all([load.lightWorker(), load.flacWasm()]);
  return addressOf(worker.text, { 'flac.wasm': flac.text });
}

/** The WASM stands before the script, where it looks for it (`packedAssets.ts`). */
function addressOf(script: string, wasm: Readonly<Record<string, string>>): string {
  const parts = [`const PARQUEUE_WASM=${JSON.stringify(wasm)};\n`, script];
  return URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
}
