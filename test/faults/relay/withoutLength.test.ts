import { formatDigest, HEADER } from '@parqueue/schema/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256, uuid7 } from './makeShard.ts';
import { openRelayScene, type RelayScene } from './relayScene.ts';

let scene: RelayScene;
beforeAll(async () => {
  scene = await openRelayScene();
});
afterAll(() => scene.close());

/** Sends a body of 4 MB of which nobody says how long it is. */
async function sendInChunks(path: string, method: string, headers: Record<string, string>) {
  let left = 64;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(new Uint8Array(64 * 1024).fill(32));
    },
  });
  // The types of `fetch` do not know `duplex`, which Node asks for.
  const response = await scene.call(path, { method, body, headers, duplex: 'half' } as RequestInit);
  return response.json();
}

test('[RL2] a message in chunks, without a length, is refused', async () => {
  const problem = await sendInChunks('/ticket', 'POST', {});
  expect(problem).toMatchObject({ code: 'length_required' });
});

test('[RL2] a shard in chunks, without a length, is refused', async () => {
  const { ticket, identityProof, tables } = await scene.ticket();
  const path = `/datasets/recitations/tables/alignment/shards/${uuid7()}`;
  const problem = await sendInChunks(path, 'PUT', {
    Authorization: `Bearer ${ticket}`,
    [HEADER.identity]: identityProof,
    [HEADER.digest]: formatDigest(sha256(new Uint8Array())),
    [HEADER.client]: uuid7(),
    [HEADER.seq]: '0-0',
    [HEADER.rows]: '1',
    [HEADER.fingerprint]: tables.find(({ name }) => name === 'alignment')?.fingerprints[0] ?? '',
  });
  expect(problem).toMatchObject({ code: 'length_required' });
});
