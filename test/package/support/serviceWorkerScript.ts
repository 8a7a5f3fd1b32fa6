/** The service worker of a site that has the helper, as it stands. */
export const serviceWorkerScript = (sdkUrl: string, relay: string): string => `
import { sendFromServiceWorker } from '${sdkUrl}/service-worker.js';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('sync', (event) => {
  if (event.tag === 'parqueue')
    event.waitUntil(sendFromServiceWorker({ relay: '${relay}', dataset: 'recitations' }));
});
`;
