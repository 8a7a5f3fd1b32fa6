import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const COMMIT = { method: 'POST', path: '/commit/main' };

let scene: RelayScene;
beforeEach(async () => {
  scene = await openRelayScene();
});
afterEach(() => scene.close());

test('[R9] the first commit brings a card that names the tables with files, and only those', async () => {
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  expect(await configsOf(scene)).toEqual(['alignment']);
  expect(await cardOf(scene)).toContain('load_dataset("me/recitations", "alignment"');
});

test('[R10] [RL7] the card names a new table in the commit that brings its first file', async () => {
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  await scene.send('recitation');
  await scene.delivered(scene.sent);
  expect((await configsOf(scene)).sort()).toEqual(['alignment', 'recitation']);
  const [newest] = scene.repo.history(scene.repo.head());
  const written = newest?.changes.flatMap((change) => (change.kind === 'put' ? [change.entry.path] : []));
  expect(written).toContain('README.md');
  expect(written?.some((path) => path.startsWith('data/recitation/'))).toBe(true);
});

test('a card that is in step is left alone', async () => {
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  const writers = scene.repo
    .history(scene.repo.head())
    .filter(({ changes }) =>
      changes.some((change) => change.kind === 'put' && change.entry.path === 'README.md'),
    );
  expect(writers).toHaveLength(1);
});

test('what a person wrote into the card stays, also when it is written while a commit is under way', async () => {
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  const card = await cardOf(scene);
  const slow = scene.hub.faults.inject({ match: COMMIT, kind: 'delay', delayMs: 400 });
  await scene.send('recitation');
  await eventually(() => slow.hitCount() === 1);
  const own = `${card.replace('---\n', '---\nlicense: cc-by-4.0\n')}\nRecorded by the class of 2026.\n`;
  await commitCard(scene, own);
  await scene.delivered(scene.sent);

  const merged = await cardOf(scene);
  expect(merged).toContain('license: cc-by-4.0');
  expect(merged).toContain('Recorded by the class of 2026.');
  expect((await configsOf(scene)).sort()).toEqual(['alignment', 'recitation']);
  await expectCommittedOnce(scene);
});

async function cardOf({ repo }: RelayScene): Promise<string> {
  const entry = repo.tree(repo.head()).get('README.md');
  return entry === undefined ? '' : (await repo.objects.read(entry.sha256)).toString();
}

async function configsOf(open: RelayScene): Promise<string[]> {
  const [, frontMatter = ''] = (await cardOf(open)).split(/^---$/m);
  const { configs } = parseDocument(frontMatter).toJS() as { configs: { config_name: string }[] };
  return configs.map(({ config_name }) => config_name);
}

async function commitCard({ repo }: RelayScene, text: string): Promise<void> {
  await repo.commit({
    title: 'Describe the recordings',
    description: '',
    author: 'a person',
    operations: [{ kind: 'file', path: 'README.md', bytes: Buffer.from(text) }],
  });
}
