import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard } from './makeShard.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const COMMIT = { method: 'POST', path: '/commit/main' };
const STORE = { method: 'PUT' };
const ALWAYS = Number.POSITIVE_INFINITY;
const MIXED = ['alignment', 'recitation', 'recitation_error', 'alignment', 'recitation', 'recitation_error'];
const MANY = [...MIXED, ...MIXED, ...MIXED, ...MIXED];

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene({ SPOOLS: '8', COMMIT_INTERVAL: '700ms' });
});
afterEach(() => scene.close());

/** The spools that the files of each commit came from: the second number in their names, or none for the first spool. */
function spoolsByCommit({ repo }: RelayScene): Set<string>[] {
  return repo
    .history(repo.head())
    .map(
      ({ changes }) =>
        new Set(
          changes.flatMap((change) => {
            const path = change.kind === 'put' ? change.entry.path : '';
            return path.startsWith('data/') ? (/-(\d+)-\d+\.\w+$/.exec(path)?.[1] ?? '0') : [];
          }),
        ),
    )
    .filter((spools) => spools.size > 0);
}

test('[RL25] what eight spools have goes in one commit, each row once, and one account is given of all', async () => {
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: ALWAYS });
  await scene.send(...MANY);
  expect((await scene.health()).datasets).toMatchObject([{ backlog: { shards: MANY.length } }]);
  away.remove();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
  expect(Math.max(...spoolsByCommit(scene).map(({ size }) => size))).toBeGreaterThan(3);
  await eventually(async () => (await scene.health()).datasets[0]?.backlog.shards === 0);
});

test('[RL3] [RL25] a commit of many spools that landed although it failed is found, and all hear of it', async () => {
  const lost = scene.hub.faults.inject({ match: COMMIT, kind: 'reply-lost' });
  await scene.send(...MIXED);
  await scene.delivered(scene.sent);
  expect(lost.hitCount()).toBe(1);
  await expectCommittedOnce(scene);
});

test('[R3] [RL25] a Hub that refuses is found out by halves, over the spools as well, and nothing is lost of it', async () => {
  const shards = await Promise.all(MANY.map((table) => makeShard(table)));
  await scene.delivered(await scene.send('alignment'));
  // The next commit is made an interval later, of all that has come until then.
  const refusing = scene.hub.faults.inject({ match: COMMIT, kind: 'status', status: 400, times: 4 });
  await Promise.all(shards.map(scene.accept));
  await scene.delivered(scene.sent);
  expect(refusing.hitCount()).toBe(4);
  await expectCommittedOnce(scene);
});

test('[R3] [RL25] a store that fails for one of the spools fails the commit, which is made later', async () => {
  scene.hub.faults.inject({ match: STORE, kind: 'status', status: 500, times: 2 });
  await scene.send(...MIXED);
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R3] [RL25] a restart while many spools commit loses no shard and doubles none', async () => {
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 500 });
  await scene.send(...MANY);
  await eventually(() => slow.hitCount() === 1);
  await scene.relay.restart();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R4] [RL13] [RL25] while the Hub refuses the token, no spool takes anything', async () => {
  const refusing = scene.hub.faults.inject({ kind: 'status', status: 401, times: ALWAYS });
  await scene.send('alignment');
  await eventually(async () => (await scene.health()).datasets[0]?.isTaking === false);
  const answers = await Promise.all(
    MANY.map(async (table) => (await scene.put(await makeShard(table))).status),
  );
  expect(new Set(answers)).toEqual(new Set([503]));
  refusing.remove();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});
