import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard, type SentShard } from './makeShard.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';
const bearer = { Authorization: `Bearer ${OPERATOR_SECRET}` };
const COMMIT = { method: 'POST', path: '/commit/main' };
/** So often the Hub has to refuse a shard alone before it is dead. */
const REFUSALS = { kind: 'status', status: 400, times: 3, body: { error: 'not wanted' } } as const;

let scene: RelayScene;
afterEach(() => scene.close());

const operate = (path: string, init: RequestInit = {}): Promise<Response> =>
  scene.call(`/datasets/recitations${path}`, { ...init, headers: bearer });

const areDead = (shards: readonly SentShard[]): Promise<void> =>
  eventually(async () => (await scene.states(shards)).every(({ state }) => state === 'dead'));

describe.each(['1', '8'])('SPOOLS=%s', (SPOOLS) => {
  beforeEach(async () => {
    scene = await openRelayScene({ OPERATOR_SECRET, SPOOLS });
  });

  test('[R3] [RL51] a dead letter that is requeued is committed, once, as it came', async () => {
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS });
    const [shard] = (await scene.send('alignment')) as [SentShard];
    await areDead([shard]);
    const bytes = await (await operate(`/dead/${shard.shardId}`)).arrayBuffer();
    expect(Buffer.from(bytes).equals(shard.bytes)).toBe(true);
    expect((await operate(`/dead/${shard.shardId}/requeue`, { method: 'POST' })).status).toBe(202);
    await scene.delivered([shard]);
    await expectCommittedOnce(scene);
  });

  test('[R3] [RL51] a dead letter whose commit had landed unheard is found when it is requeued, not made again', async () => {
    // The last refusal is not true.
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS, times: 2 });
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS, times: 1, takesEffect: true });
    const shards = await scene.send('alignment');
    await areDead(shards);
    const commitCount = scene.repo.history(scene.repo.head()).length;
    expect(await (await operate('/dead/requeue', { method: 'POST' })).json()).toEqual({
      requeued: 1,
      left: 0,
    });
    await scene.delivered(shards);
    expect(scene.repo.history(scene.repo.head())).toHaveLength(commitCount);
    await expectCommittedOnce(scene);
  });

  test('[RL51] a dead letter that is refused again is dead again, and holds up nothing', async () => {
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS });
    const dead = await scene.send('alignment');
    await areDead(dead);
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS });
    await operate('/dead/requeue', { method: 'POST' });
    const later = await scene.send('recitation');
    await scene.delivered(later);
    await areDead(dead);
  });

  test('[RL52] what was erased reaches the Hub no more, and the rest does', async () => {
    const { userId } = await scene.ticket();
    const committed = await scene.send('alignment');
    await scene.delivered(committed);
    const down = scene.hub.faults.inject({ match: COMMIT, kind: 'status', status: 503, times: 10_000 });
    const underWay = await scene.send('alignment');
    await eventually(() => down.hitCount() > 0);
    const waiting = await scene.send('recitation', 'recitation_error');
    const erase = () =>
      operate('/erase', { method: 'POST', body: JSON.stringify({ userId }) }).then((answer) => answer.json());
    expect(await erase()).toMatchObject({
      erased: { shards: 2, rows: 2 },
      underWay: { shards: 1 },
      committed: { shards: 1, rows: 1, pathCount: 1 },
    });
    scene.hub.faults.clear();
    await scene.delivered(underWay);
    for (const state of await scene.states(waiting))
      expect(state).toMatchObject({ state: 'dead', reason: 'erased on request' });
    expect(await erase()).toMatchObject({ erased: { shards: 0 }, committed: { shards: 2 } });
    await expectCommittedOnce({ ...scene, sent: [...committed, ...underWay] });
  });

  test('[RL53] {000.03} where audio is denied a shard with a clip is refused for good, and rows without are committed', async () => {
    await scene.close();
    scene = await openRelayScene({ OPERATOR_SECRET, AUDIO_POLICY: 'deny' });
    const refused = await scene.put(await makeShard('alignment'));
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'audio_refused', retryable: false }),
    ]);
    await scene.delivered(await scene.send('recitation_error'));
  });
});

test('[R3] [RL51] dead letters of several spools are one list, and those that are requeued are committed once', async () => {
  scene = await openRelayScene({ OPERATOR_SECRET, SPOOLS: '4' });
  const shards: SentShard[] = [];
  for (const table of ['alignment', 'recitation', 'recitation_error', 'alignment', 'recitation']) {
    scene.hub.faults.inject({ match: COMMIT, ...REFUSALS });
    shards.push(...(await scene.send(table)));
    await areDead(shards);
  }
  const { dead } = (await (await operate('/dead')).json()) as { dead: readonly { shardId: string }[] };
  expect(dead.map(({ shardId }) => shardId)).toEqual(shards.map(({ shardId }) => shardId).sort());
  const [deleted, ...kept] = shards as [SentShard, ...SentShard[]];
  expect((await operate(`/dead/${deleted.shardId}`, { method: 'DELETE' })).status).toBe(204);
  const requeued = await operate('/dead/requeue', { method: 'POST' });
  expect(await requeued.json()).toEqual({ requeued: kept.length, left: 0 });
  await scene.delivered(kept);
  expect(await scene.states([deleted])).toMatchObject([{ state: 'dead', reason: 'deleted by the operator' }]);
  await expectCommittedOnce({ ...scene, sent: kept });
});
