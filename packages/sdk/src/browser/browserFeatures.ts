import type { BrowserFeatures } from '../api/diagnosis.ts';
import { wasmRefusal } from './wasmRefusal.ts';

/** What this browser and page have of all that the SDK can use. */
export async function browserFeatures(): Promise<BrowserFeatures> {
  const { navigator, document } = globalThis;
  const estimate = await navigator?.storage?.estimate?.().catch(() => undefined);
  const isPersisted = await navigator?.storage?.persisted?.().catch(() => false);
  return {
    indexedDB: hasIndexedDb(),
    locks: navigator?.locks !== undefined,
    worker: typeof Worker !== 'undefined',
    wasm: wasmRefusal() === undefined,
    mediaStreamTrackProcessor: 'MediaStreamTrackProcessor' in globalThis,
    audioWorklet: typeof AudioWorkletNode !== 'undefined',
    microphone: navigator?.mediaDevices !== undefined,
    subtleCrypto: globalThis.crypto?.subtle !== undefined,
    isSecureContext: globalThis.isSecureContext === true,
    isCrossOriginIsolated: globalThis.crossOriginIsolated === true,
    isPersisted: isPersisted === true,
    isOnline: navigator?.onLine === true,
    visibility: document?.visibilityState ?? 'none',
    ...(estimate?.usage === undefined ? {} : { usageBytes: estimate.usage }),
    ...(estimate?.quota === undefined ? {} : { quotaBytes: estimate.quota }),
  };
}

/** Safari throws at the mere look where cookies are blocked. */
function hasIndexedDb(): boolean {
  try {
    return globalThis.indexedDB !== undefined;
  } catch {
    return false;
  }
}
