import type { Repo } from '@parqueue/local-hub';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const COMMIT = { method: 'POST', path: '/commit/main' };
const ALWAYS = Number.POSITIVE_INFINITY;

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene();
});
afterEach(() => scene.close());

/** A relay that waits a second after a failure: a commit of its lands, the answer is lost, and what is done then is done before it looks. */
async function afterUnheardCommit(change: (scene: RelayScene) => Promise<unknown>): Promise<void> {
  await scene.close();
  scene = await openRelayScene({ COMMIT_INTERVAL: '5s' });
  const lost = scene.hub.faults.inject({ match: COMMIT, kind: 'reply-lost' });
  await scene.send('alignment', 'recitation');
  await eventually(() => lost.hitCount() === 1 && filesOf(scene).length === 2);
  await change(scene);
  await scene.delivered(scene.sent);
}

const filesOf = ({ repo }: RelayScene): string[] =>
  [...repo.tree(repo.head()).keys()].filter((path) => path.startsWith('data/'));

/** The Hub takes one change at a time, and refuses another until that is over. */
const onceItMay = (change: () => Promise<unknown>): Promise<void> =>
  eventually(() =>
    change().then(
      () => true,
      () => false,
    ),
  );

const commitBeside = (repo: Repo, request: Parameters<Repo['commit']>[0]): Promise<void> =>
  onceItMay(() => repo.commit(request));

/** As a person or another program would: every file of the relay's into another folder, in one commit. */
async function moveFiles({ repo }: RelayScene): Promise<void> {
  const files = [...repo.tree(repo.head()).values()].filter(({ path }) => path.startsWith('data/'));
  await commitBeside(repo, {
    title: 'Compact',
    description: '',
    author: 'another program',
    operations: files.flatMap(({ path, sha256, sizeBytes }) => [
      {
        kind: 'lfsFile' as const,
        path: path.replace(/[^/]+$/, `compacted-${sizeBytes}.parquet`),
        sha256,
        sizeBytes,
      },
      { kind: 'deletedFile' as const, path },
    ]),
  });
}

test('[R3] a commit whose answer was lost, and whose files a compaction moved meanwhile, is not made again', async () => {
  await afterUnheardCommit(moveFiles);
  const { repo } = scene;
  const titles = repo.history(repo.head()).map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith('Add'))).toHaveLength(1);
  expect(filesOf(scene)).toHaveLength(2);
  expect(filesOf(scene).every((path) => path.includes('compacted-'))).toBe(true);
});

test('[R3] a commit whose answer was lost, and whose history was squashed meanwhile, is not made again', async () => {
  await afterUnheardCommit(({ repo }) => onceItMay(() => repo.squash('One commit of all')));
  expect(scene.repo.history(scene.repo.head())).toHaveLength(1);
});

test('[R3] another writer on the branch, between any two steps of a commit, stops nothing', async () => {
  const write = (count: number) =>
    commitBeside(scene.repo, {
      title: `Note ${count}`,
      description: '',
      author: 'another program',
      operations: [{ kind: 'file', path: `notes/${count}.txt`, bytes: Buffer.from(`${count}`) }],
    });
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 200, times: 3 });
  await scene.send('alignment', 'recitation_error');
  for (let count = 1; count <= 3; count++) {
    await eventually(() => slow.hitCount() >= count);
    await write(count);
  }
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[R4] a repo that was renamed gets its commits under its new name', async () => {
  const renamed = await openRelayScene({ DATASETS: 'recitations=me/former' });
  try {
    renamed.hub.moves.set('me/former', 'me/recitations');
    await renamed.send('alignment', 'recitation_error');
    await renamed.delivered(renamed.sent);
    await expectCommittedOnce(renamed);
  } finally {
    await renamed.close();
  }
});

test('[R4] [RL13] a repo that is gone stops the taking, and what waits arrives when it is there again', async () => {
  const away = scene.hub.faults.inject({
    match: { path: 'me/recitations' },
    kind: 'status',
    status: 404,
    headers: { 'X-Error-Code': 'RepoNotFound' },
    body: { error: 'Repository not found' },
    times: ALWAYS,
  });
  await scene.send('alignment');
  await eventually(async () => (await scene.health()).state === 'failing');
  expect((await scene.health()).datasets[0]?.problem).toContain('Repository not found');
  away.remove();
  await scene.delivered(scene.sent);
  await eventually(async () => (await scene.health()).state === 'ok');
  await expectCommittedOnce(scene);
});

test('the history is squashed after so many commits when that is asked for, and no shard is lost or doubled by it', async () => {
  const squashing = await openRelayScene({ SQUASH_AFTER: '2' });
  try {
    for (let round = 0; round < 5; round++) {
      await squashing.send('alignment', 'recitation_error');
      await squashing.delivered(squashing.sent);
    }
    const { repo } = squashing;
    await eventually(() => repo.history(repo.head()).some(({ title }) => title.startsWith('Squash')));
    expect(repo.history(repo.head()).length).toBeLessThan(4);
    const states = await squashing.states(squashing.sent);
    const paths = states.map((state) => (state.state === 'committed' ? state.path : ''));
    expect(filesOf(squashing).sort()).toEqual([...new Set(paths)].sort());
  } finally {
    await squashing.close();
  }
});
