import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault } from '@parqueue/local-hub';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

let scene: RelayScene;
beforeAll(async () => {
  scene = await openRelayScene();
});
afterEach(() => scene.hub.faults.clear());
afterAll(() => scene.close());

const COMMIT = { method: 'POST', path: '/commit/main' };
const API_WINDOW_USED_UP = {
  RateLimit: '"api";r=0;t=1',
  'RateLimit-Policy': '"fixed window";"api";q=1000;w=300',
};
const API_WINDOW_WITH_ROOM = { ...API_WINDOW_USED_UP, RateLimit: '"api";r=949;t=271', 'Retry-After': '1' };
const COMMITS_USED_UP =
  'You have exceeded the rate limit for repository commits (128 per hour). You can retry this action in about 1 hour.';

const NOT_WANTED = { error: 'not wanted' };

const FAULTS: readonly [string, Fault][] = [
  ['a commit that fails with 500', { match: COMMIT, kind: 'status', status: 500 }],
  [
    'a commit that landed though the answer was 500',
    { match: COMMIT, kind: 'status', status: 500, takesEffect: true },
  ],
  [
    'a commit that landed though the answer was 504',
    { match: COMMIT, kind: 'status', status: 504, takesEffect: true },
  ],
  ['a commit that landed and whose answer was lost', { match: COMMIT, kind: 'reply-lost' }],
  ['a commit that was lost on its way', { match: COMMIT, kind: 'request-lost' }],
  ['a commit whose answer was cut', { match: COMMIT, kind: 'cut-body' }],
  ['a commit that meets another (409)', { match: COMMIT, kind: 'status', status: 409 }],
  ['a commit on a head that moved (412)', { match: COMMIT, kind: 'status', status: 412 }],
  [
    'a commit when the calls of the window are used up (429)',
    { match: COMMIT, kind: 'status', status: 429, headers: API_WINDOW_USED_UP },
  ],
  [
    'a commit when the commits of the hour are used up (429)',
    {
      match: COMMIT,
      kind: 'status',
      status: 429,
      headers: API_WINDOW_WITH_ROOM,
      body: { error: COMMITS_USED_UP },
    },
  ],
  [
    'a file that the Hub lost before the commit',
    {
      match: COMMIT,
      kind: 'status',
      status: 400,
      body: { error: 'Your push was rejected because an LFS pointer pointed to a file that does not exist.' },
    },
  ],
  ['a token that is refused for a while', { match: COMMIT, kind: 'status', status: 401, times: 2 }],
  ['a preupload that fails with 500', { match: { path: '/preupload/' }, kind: 'status', status: 500 }],
  ['an LFS batch that fails with 502', { match: { path: '/objects/batch' }, kind: 'status', status: 502 }],
  ['a store whose upload address expired', { match: { method: 'PUT' }, kind: 'status', status: 403 }],
  ['a store that hangs up', { match: { method: 'PUT' }, kind: 'request-lost' }],
  ['a history that is cut', { match: { path: '/commits/main' }, kind: 'cut-body' }],
  ['a card that cannot be read', { match: { path: 'README.md' }, kind: 'status', status: 503 }],
];

test.for(FAULTS)('[R3] %s: every shard is committed once', async ([, fault]) => {
  const injected = scene.hub.faults.inject(fault);
  const shards = await scene.send('alignment', 'recitation', 'recitation_error');
  await scene.delivered(shards);
  expect(injected.hitCount()).toBe(fault.times ?? 1);
  await expectCommittedOnce(scene);
});

test('[R3] a hub that is gone for a while: what came meanwhile arrives, each shard once', async () => {
  const gone = scene.hub.faults.inject({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
  const before = await scene.send('alignment', 'alignment');
  await eventually(() => gone.hitCount() >= 2);
  const meanwhile = await scene.send('recitation', 'recitation_error');
  expect((await scene.health()).state).toBe('degraded');
  gone.remove();
  await scene.delivered([...before, ...meanwhile]);
  await expectCommittedOnce(scene);
  expect((await scene.health()).state).toBe('ok');
});

test('[R4] {000.14} the spool gives a shard up only when the Hub has it', async () => {
  const refusing = scene.hub.faults.inject({
    match: COMMIT,
    kind: 'status',
    status: 500,
    times: Number.POSITIVE_INFINITY,
  });
  const shards = await scene.send('alignment');
  await eventually(() => refusing.hitCount() >= 3);
  expect((await scene.health()).datasets[0]?.backlog).toMatchObject({
    shards: 1,
    bytes: shards[0]?.bytes.length,
  });
  refusing.remove();
  await scene.delivered(shards);
  expect((await scene.health()).datasets[0]?.backlog).toEqual({ shards: 0, bytes: 0, oldestAt: null });
});

test('[R3] a file whose bytes the Hub lost after they were uploaded is uploaded again', async () => {
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 500 });
  await scene.send('alignment');
  await eventually(() => slow.hitCount() === 1);
  await rm(await newestObject(scene));
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R12] a shard that the Hub refuses for good is kept and told, and stops none that come after it', async () => {
  const own = await openRelayScene();
  try {
    own.hub.faults.inject({ match: COMMIT, kind: 'status', status: 400, times: 3, body: NOT_WANTED });
    const refused = await own.send('alignment');
    await eventually(async () => (await own.states(refused))[0]?.state === 'dead');
    expect(await own.states(refused)).toMatchObject([{ reason: expect.stringContaining('not wanted') }]);
    expect((await own.health()).datasets[0]?.problem).toContain('refuses 1 shard');
    await own.delivered(await own.send('recitation'));
  } finally {
    await own.close();
  }
});

/** Where the bytes lie that were uploaded last. */
async function newestObject({ repo }: RelayScene): Promise<string> {
  const root = dirname(dirname(repo.objects.locate('0'.repeat(64))));
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const aged = await Promise.all(files.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  return aged.sort((a, b) => b.at - a.at)[0]?.path ?? '';
}
