import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFetchTransport } from '../../packages/sdk/src/upload/fetchTransport.ts';
import { transportContract } from '../../packages/sdk/src/upload/transport.contract.ts';
import { DATASET, startStack } from '../../scripts/startStack.ts';

const ORIGIN = 'https://recite.example';

/** A page's requests name their origin; Node's do not. */
const fetchAsPage: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('Origin', ORIGIN);
  return fetch(input, { ...init, headers });
};

transportContract('over fetch, to the relay in workerd', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-transport-'));
  const stack = await startStack({
    dataDir: dir,
    page: 'none',
    allowedOrigins: [ORIGIN],
    commitIntervalMs: 60_000,
  });
  const now = () => Date.now();
  return {
    transport: createFetchTransport({ relay: stack.relay.url, dataset: DATASET, fetch: fetchAsPage, now }),
    goDown: stack.relay.stop,
    comeBack: stack.relay.start,
    async close() {
      await stack.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
});
