import { createUuid7 } from '@parqueue/schema/uuid7';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import type { ShardWriter } from '../parquet/shardWriter.ts';
import { createFetchTransport } from '../upload/fetchTransport.ts';
import { openStore } from './openStore.ts';
import { wasmRefusal } from './wasmRefusal.ts';

/** The engine's parts on the globals of any realm, without the codec of audio; writers are loaded at their first use. */
export function platformEnvironment(
  loadParquet: () => Promise<ShardWriter>,
): Omit<EngineEnvironment, 'loadAudio'> {
  const now = () => Date.now();
  const schedule = (work: () => void, delayMs: number) => {
    const timer = setTimeout(work, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  };
  // libflacjs replaces the global while it loads; ours is the one from before.
  const platformFetch = globalThis.fetch.bind(globalThis);
  return {
    openStore,
    createTransport: (options) => createFetchTransport({ ...options, fetch: platformFetch, now }),
    loadWriter: writerLoader(loadParquet),
    locks: globalThis.navigator?.locks,
    sha256,
    now,
    random: () => Math.random(),
    newId: createUuid7(now, (bytes) => void crypto.getRandomValues(bytes)),
    schedule,
    estimateStorage,
    isSavingData,
    wasmRefusal: wasmRefusal(),
  };
}

/** Longer timers wrap around to none (https://developer.mozilla.org/docs/Web/API/Window/setTimeout#maximum_delay_value). */
const MAX_TIMER_MS = 2 ** 31 - 1;

function writerLoader(loadParquet: () => Promise<ShardWriter>): EngineEnvironment['loadWriter'] {
  const loaders = { parquet: loadParquet, jsonl: loadJsonLines };
  const writers = new Map<string, Promise<ShardWriter>>();
  return (format) => {
    const loading = writers.get(format) ?? loaders[format]();
    writers.set(format, loading);
    loading.catch(() => writers.delete(format));
    return loading;
  };
}

const loadJsonLines = async (): Promise<ShardWriter> =>
  (await import('../parquet/jsonLinesWriter.ts')).createJsonLinesWriter();

/** Browsers keep SubtleCrypto from pages over plain http, such as those of a machine in the same house. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (crypto.subtle !== undefined) return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  return (await import('./wasmSha256.ts')).wasmSha256(bytes);
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function estimateStorage(): ReturnType<EngineEnvironment['estimateStorage']> {
  const { storage } = globalThis.navigator ?? {};
  const estimate = await storage?.estimate?.().catch(() => undefined);
  const persisted = await storage?.persisted?.().catch(() => undefined);
  return {
    ...(estimate?.usage === undefined ? {} : { usageBytes: estimate.usage }),
    ...(estimate?.quota === undefined ? {} : { quotaBytes: estimate.quota }),
    ...(persisted === undefined ? {} : { persisted }),
  };
}

/** Chromium alone says so (https://developer.mozilla.org/docs/Web/API/NetworkInformation/saveData). */
function isSavingData(): boolean {
  const { connection } = (globalThis.navigator ?? {}) as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
