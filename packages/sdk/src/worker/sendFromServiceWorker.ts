import type { ServiceWorkerOptions } from '../api/serviceWorker.ts';
import { serviceWorkerEnvironment } from '../browser/serviceWorkerEnvironment.ts';
import { sendWaiting } from '../engine/sendWaiting.ts';

/**
 * Sends what pages of this origin left behind, from a service worker, once. It shares the pages' database and lock, so nothing is sent
 * twice when pages are open, too. A recording that was cut off waits for the next visit.
 *
 * @throws {ParqueueError} `sending_failed` when something is left over, so that the browser tries again later; `storage_failed` where the
 * database cannot be opened.
 * @example
 * ```ts
 * import { sendFromServiceWorker } from '@parqueue/sdk/service-worker';
 *
 * self.addEventListener('sync', (event) => {
 *   const { tag, waitUntil } = event as Event & { tag: string; waitUntil(work: Promise<void>): void };
 *   if (tag !== 'parqueue') return;
 *   const where = { relay: 'https://relay.example.workers.dev', dataset: 'recitations' };
 *   waitUntil.call(event, sendFromServiceWorker(where));
 * });
 * ```
 */
export async function sendFromServiceWorker(options: ServiceWorkerOptions): Promise<void> {
  const { relay, dataset, ticket, respectSaveData = false } = options;
  const credential = async () => ticket?.();
  await sendWaiting({ relay, dataset, respectSaveData, credential, environment: serviceWorkerEnvironment() });
}
