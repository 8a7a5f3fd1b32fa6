import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard } from './makeShard.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const COMMIT = { method: 'POST', path: '/commit/main' };
const ALWAYS = Number.POSITIVE_INFINITY;

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene();
});
afterEach(() => scene.close());

test('[R3] a restart between receipt and commit loses no shard and doubles none', async () => {
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: ALWAYS });
  await scene.send('alignment', 'recitation', 'recitation_error');
  await scene.relay.restart();
  expect((await scene.states(scene.sent)).map(({ state }) => state)).toEqual([
    'spooled',
    'spooled',
    'spooled',
  ]);
  away.remove();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R3] a restart while the commit is under way, which then never lands', async () => {
  const hanging = scene.hub.faults.inject({ match: COMMIT, kind: 'hang' });
  await scene.send('alignment', 'alignment');
  await eventually(() => hanging.hitCount() === 1);
  await scene.relay.restart();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R3] a restart after the commit landed and before its answer came', async () => {
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 500 });
  await scene.send('alignment', 'alignment');
  await eventually(() => slow.hitCount() === 1);
  await scene.relay.restart();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R3] the same shard sent again after a restart is known, with its commit once it has one', async () => {
  const [shard] = await scene.send('alignment');
  if (shard === undefined) throw new Error('nothing was sent');
  await scene.delivered([shard]);
  await scene.relay.restart();
  const again = await scene.put(shard);
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({
    state: 'committed',
    path: expect.stringMatching(/^data\/alignment\/.*\.parquet$/),
  });
  const other = await scene.put({ ...(await makeShard('alignment')), shardId: shard.shardId });
  expect(other.status).toBe(409);
  await expectCommittedOnce(scene);
});
