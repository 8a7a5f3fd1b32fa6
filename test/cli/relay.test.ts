import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, openRelayScene, REPO, type RelayScene } from '../faults/relay/relayScene.ts';
import { queryDataset } from '../support/dataset.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';
const MAIN = join(import.meta.dirname, '../../packages/cli/src/main.ts');

let scene: RelayScene;
let cwd: string;
beforeEach(async () => {
  scene = await openRelayScene({ OPERATOR_SECRET });
  cwd = await mkdtemp(join(tmpdir(), 'parqueue-relay-'));
});
afterEach(async () => {
  await scene.close();
  await rm(cwd, { recursive: true, force: true });
});

async function parqueue(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, OPERATOR_SECRET } });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code };
}
const relay = () => ['--relay', scene.relay.url, '--dataset', 'recitations'];
const filesOf = (table: string) => `read_parquet('data/${table}/**/*.parquet')`;

test('[PC20] results go through a relay, each once, and are known here before the dataset shows them', async () => {
  await parqueue('demo', '--days', '4', '--scale', '0.2', '--local', join(cwd, 'demo'));
  const args = [
    'process',
    '--local',
    join(cwd, 'demo'),
    '--cmd',
    'test -s {file} && echo heard',
    '--table',
    'audio_chunk',
    '--json',
  ];
  const first = await parqueue(...args, ...relay());
  expect(first.code, first.stderr).toBe(0);
  const { sequences } = JSON.parse(first.stdout);
  expect(sequences).toBeGreaterThan(2);
  const second = await parqueue(...args, ...relay());
  expect(JSON.parse(second.stdout).sequences, second.stderr).toBe(0);
  const dir = join(scene.hub.dir, REPO);
  const count = async () =>
    (
      await queryDataset(
        dir,
        `SELECT count(*)::INTEGER AS n, count(DISTINCT recording_id)::INTEGER AS ids FROM ${filesOf('transcription')}`,
      ).catch(() => [])
    )[0];
  await eventually(async () => Number((await count())?.['n']) >= sequences);
  expect(await count()).toEqual({ n: sequences, ids: sequences });
});

test('[LT1] {002.46} {002.47} {002.48} a load test sends three events of each block of each person, under a label, and every one arrives once', async () => {
  const args = ['loadtest', ...relay(), '--users', '3', '--blocks', '6', '--label', 'a', '--json'];
  const burst = await parqueue(...args);
  expect(burst.code, burst.stderr).toBe(0);
  expect(JSON.parse(burst.stdout)).toMatchObject({
    requests: 18,
    rows_sent: 54,
    rows_taken: 54,
    rows_lost: 0,
    label: 'a',
  });
  const startedAt = Date.now();
  const paced = await parqueue(...args, '--mode', 'playback', '--speed', '20', '--label', 'b');
  expect(JSON.parse(paced.stdout)).toMatchObject({ rows_taken: 54 });
  // Two of six blocks wait until an earlier one was heard: at least 40 characters of 60 ms, twenty times as fast.
  expect(Date.now() - startedAt).toBeGreaterThan(240);
  const dir = join(scene.hub.dir, REPO);
  const counts = () =>
    queryDataset(
      dir,
      `SELECT json_extract_string(data, '$.label') AS label, count(*)::INTEGER AS n, count(DISTINCT row_id)::INTEGER AS ids FROM ${filesOf('metrics_event')} GROUP BY 1 ORDER BY 1`,
    ).catch(() => []);
  await eventually(async () => (await counts()).reduce((sum, { n }) => sum + Number(n), 0) >= 108);
  expect(await counts()).toEqual([
    { label: 'a', n: 54, ids: 54 },
    { label: 'b', n: 54, ids: 54 },
  ]);
});

test('[LT2] a load test goes to this machine alone, unless it is told otherwise', async () => {
  const { code, stderr } = await parqueue('loadtest', '--relay', 'https://relay.example', '--dataset', 'x');
  expect([code, stderr]).toEqual([2, expect.stringContaining('--anywhere')]);
  const wrong = await parqueue(
    'loadtest',
    ...relay(),
    '--token',
    'nothing',
    '--users',
    '1',
    '--blocks',
    '1',
    '--json',
  );
  expect([wrong.code, JSON.parse(wrong.stdout).loadtest]).toMatchObject([5, { rows_lost: 3, rows_taken: 0 }]);
});
