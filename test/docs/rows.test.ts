import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, openRelayScene, REPO, type RelayScene } from '../faults/relay/relayScene.ts';
import { queryDataset } from '../support/dataset.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** After its language, each block that is run names its file. */
const page = await readFile(join(import.meta.dirname, '../../docs/ROWS.md'), 'utf8');
const blocks = new Map(
  [...page.matchAll(/^```\w+ (rows\.\w+)\n(.*?)^```$/gms)].map(([, name, text]) => [name, text]),
);

let scene: RelayScene;
let dir: string;
beforeAll(async () => {
  scene = await openRelayScene({ OPERATOR_SECRET });
  dir = await mkdtemp(join(tmpdir(), 'parqueue-rows-'));
});
afterAll(async () => {
  await scene.close();
  await rm(dir, { recursive: true });
});

async function run(program: string, name: string): Promise<string> {
  await writeFile(join(dir, name), blocks.get(name) ?? '');
  const env = { ...process.env, RELAY: scene.relay.url, OPERATOR_SECRET };
  const { stdout } = await promisify(execFile)(program, [name], { cwd: dir, env });
  return stdout;
}

/** What arrived under ids that begin so. */
const arrived = (prefix: string) =>
  queryDataset(
    join(scene.hub.dir, REPO),
    `select row_id, surah, total_time, revision from read_parquet('data/alignment/**/*.parquet')
     where starts_with(row_id, '${prefix}') order by row_id`,
  ).catch(() => []);

async function expectTwoRows(prefix: string): Promise<void> {
  await eventually(async () => (await arrived(prefix)).length === 2);
  expect(await arrived(prefix)).toEqual([
    { row_id: `${prefix}:1`, surah: 112, total_time: 3.2, revision: 0 },
    { row_id: `${prefix}:2`, surah: 113, total_time: null, revision: 0 },
  ]);
}

test('[RL40] what ROWS shows in JavaScript brings its rows to the dataset, once', async () => {
  expect(await run(process.execPath, 'rows.mjs')).toContain("{ state: 'spooled', rows: 2, known: 0 }");
  expect(await run(process.execPath, 'rows.mjs')).toContain("{ state: 'known', rows: 0, known: 2 }");
  await expectTwoRows('job-7');
});

test.skipIf(!isThere('python3'))('[RL40] what ROWS shows in Python does, too', async () => {
  expect(await run('python3', 'rows.py')).toContain("{'state': 'spooled', 'rows': 2, 'known': 0}");
  await expectTwoRows('job-8');
});

test.skipIf(!isThere('curl'))('[RL40] and what it shows with curl', async () => {
  expect(JSON.parse(await run('sh', 'rows.sh'))).toEqual({ state: 'spooled', rows: 1, known: 0 });
  await eventually(async () => (await arrived('job-6')).length === 1);
});

test('what ROWS shows is short', () => {
  expect([...blocks.keys()].sort()).toEqual(['rows.mjs', 'rows.py', 'rows.sh']);
  for (const [name, text] of blocks) expect(text?.trim().split('\n').length, name).toBeLessThanOrEqual(10);
});
