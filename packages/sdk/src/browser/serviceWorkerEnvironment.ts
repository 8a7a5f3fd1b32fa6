import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { openStoreWithoutFiles } from './openStore.ts';
import { loadLightWriter } from './parquetWriters.ts';
import { platformEnvironment } from './platformEnvironment.ts';

/** The engine's parts in a service worker, which is small and brings no WASM. */
export const serviceWorkerEnvironment = (): Omit<EngineEnvironment, 'loadAudio'> => ({
  ...platformEnvironment(loadLightWriter),
  openStore: openStoreWithoutFiles,
});
