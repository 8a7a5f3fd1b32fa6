import { sendFromServiceWorker } from '@parqueue/sdk/service-worker';

const where = { relay: 'https://relay.example.workers.dev', dataset: 'recitations' };

self.addEventListener('sync', (event) => {
  if (event.tag === 'parqueue') event.waitUntil(sendFromServiceWorker(where));
});
