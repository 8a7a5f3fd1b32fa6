import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard } from './makeShard.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const MIXED = ['alignment', 'recitation', 'recitation_error', 'alignment', 'recitation', 'recitation_error'];

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene();
});
afterEach(() => scene.close());

/** The same relay with another number of spools, once that is in force. */
async function restartWith(spoolCount: number): Promise<void> {
  await scene.relay.restart({ vars: { ...scene.vars, SPOOLS: String(spoolCount) } });
  // Whoever is asked first finds the change out.
  await eventually(async () => {
    const response = await scene.put(await makeShard('alignment'), { 'Content-Digest': UNTRUE });
    return response.status === 422;
  });
}

/** A shard that is looked at, and not taken. */
const UNTRUE = `sha-256=:${Buffer.alloc(32).toString('base64')}:`;

test('[R3] [RL26] whatever the number of spools becomes, what was received is known, and is received once', async () => {
  for (const spoolCount of [8, 3, 5, 1]) {
    const away = scene.hub.faults.inject({
      kind: 'status',
      status: 503,
      times: Number.POSITIVE_INFINITY,
    });
    await scene.send(...MIXED);
    await restartWith(spoolCount);
    for (const shard of scene.sent) expect((await scene.put(shard)).status).toBe(200);
    away.remove();
    await scene.delivered(scene.sent);
  }
  for (const shard of scene.sent)
    expect(await (await scene.put(shard)).json()).toMatchObject({ state: 'committed' });
  const [known] = scene.sent;
  const other = await scene.put({ ...(await makeShard('alignment')), shardId: known?.shardId ?? '' });
  expect(other.status).toBe(409);
  await expectCommittedOnce(scene);
});

test('[RL26] what waits in a spool that is no more is committed all the same', async () => {
  await restartWith(8);
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
  await scene.send(...MIXED, ...MIXED);
  await restartWith(1);
  expect((await scene.health()).datasets).toMatchObject([{ backlog: { shards: 12 } }]);
  away.remove();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});
