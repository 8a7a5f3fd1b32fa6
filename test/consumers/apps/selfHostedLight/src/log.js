import { createLogger } from '@parqueue/sdk';
import { alignment } from '@parqueue/sdk/presets';

export const log = createLogger({
  relay: 'https://relay.example.workers.dev',
  dataset: 'recitations',
  tables: { runs: alignment },
  workerUrl: '/parqueue/worker-light.js',
});
