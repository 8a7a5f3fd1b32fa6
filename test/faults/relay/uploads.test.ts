import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard } from './makeShard.ts';
import { openRelayScene, type RelayScene } from './relayScene.ts';

let scene: RelayScene;
beforeAll(async () => {
  scene = await openRelayScene();
});
afterAll(() => scene.close());

test('[R3] shards up to the largest that is allowed reach the Hub, byte for byte', async () => {
  const small = await scene.send('recitation', 'alignment');
  const largest = await makeShard('alignment', SHARD_MAX_BYTES);
  expect(largest.bytes).toHaveLength(SHARD_MAX_BYTES);
  await scene.accept(largest);
  await scene.delivered([...small, largest]);
  await expectCommittedOnce(scene);
});

test('a page that is still sending when it is refused reads why', async () => {
  const shard = await makeShard('alignment', 15_000_000);
  const refused = await scene.put(shard, { Authorization: 'Bearer of.no.ticket' });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'ticket_invalid' });
});

test('[R12] an upload that is cut leaves nothing behind, and can be done again', async () => {
  const shard = await makeShard('alignment', 6_000_000);
  await scene.cutUpload(shard, 5_000_000);
  expect(await scene.states([shard])).toMatchObject([{ state: 'unknown' }]);
  await scene.accept(shard);
  await scene.delivered([shard]);
  await expectCommittedOnce(scene);
});
