import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../../scripts/startStack.ts';
import { type JsonRow, queryDataset } from '../../../test/support/dataset.ts';
import { checkDataset } from '../../../test/support/loadableDataset.ts';
import { complaintsOfFlac } from '../../../test/support/nativeFlac.ts';
import { wavFile } from '../../../test/support/wavFile.ts';

const SPEECH = join(import.meta.dirname, '../../../test/data/speech-16k.flac');
const MAIN = join(import.meta.dirname, '../src/main.ts');

let dir: string;
let stack: Stack;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-pipeline-'));
  await copyFile(SPEECH, join(dir, 'class.flac'));
  await writeFile(join(dir, 'silence.wav'), wavFile(new Int16Array(8_000 * 25), 8_000));
  await writeFile(join(dir, 'broken.wav'), 'no sound');
  stack = await startStack({
    ...{ dataDir: join(dir, 'stack'), page: 'none', commitIntervalMs: 300 },
    allowedOrigins: ['https://pipeline.example'],
  });
}, 60_000);

afterAll(async () => {
  await stack?.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: dir }).catch(
    (error: { code: number; stderr: string; stdout: string }) => error,
  );

/** The chunks, in order. */
const chunksIn = (datasetDir: string): Promise<JsonRow[]> =>
  queryDataset(
    datasetDir,
    `SELECT original_id, epoch_ms(start) AS start_ms, has_speech, duration, hex(audio.bytes) AS bytes
     FROM 'data/audio_chunk/**/*.parquet' ORDER BY original_id, start`,
  );

function expectChunks(chunks: readonly JsonRow[]): void {
  const ofClass = chunks.filter(({ original_id }) => original_id === 'class.flac');
  const ofSilence = chunks.filter(({ original_id }) => original_id === 'silence.wav');
  expect(ofSilence).toMatchObject([
    { has_speech: false, duration: 10 },
    { has_speech: false, duration: 10 },
    { has_speech: false, duration: 5 },
  ]);
  expect(ofClass.length).toBeGreaterThan(0);
  expect(ofClass.every(({ has_speech }) => has_speech === true)).toBe(true);
  for (const { bytes } of chunks)
    expect(complaintsOfFlac(new Uint8Array(Buffer.from(String(bytes), 'hex')))).toBe('');
  const starts = ofSilence.map(({ start_ms }) => Number(start_ms));
  expect([starts[1], starts[2]]).toEqual([Number(starts[0]) + 10_000, Number(starts[0]) + 20_000]);
}

test('{001.07} {001.14} {001.34} the pipeline sends chunks through the relay, with a manifest for each stage, what it used, and its lines', async () => {
  const to = ['--relay', stack.relay.url, '--dataset', 'recitations', '--origin', 'https://pipeline.example'];
  const ended = await run('class.flac', 'broken.wav', 'silence.wav', ...to, '--journal', 'journal');
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('broken.wav: expected samples, WAV'),
  });
  const again = await run('silence.wav', '--original-id', 'again', ...to, '--journal', 'journal');
  expect(again.stderr).toBe('');
  await expect
    .poll(async () => (await chunksIn(stack.datasetDir).catch(() => [])).length, { timeout: 20_000 })
    .toBeGreaterThan(6);
  expectChunks(await chunksIn(stack.datasetDir));
  const manifests = await queryDataset(
    stack.datasetDir,
    `SELECT arg_max(stage, revision) AS stage, arg_max(status, revision) AS status, arg_max(resources, revision) AS resources
     FROM 'data/stage_manifest/**/*.parquet' GROUP BY row_id ORDER BY min(timestamp)`,
  );
  expect(manifests.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
    ...['decode success', 'vad success', 'encode success', 'decode failed'],
    ...['decode success', 'vad success', 'encode success', 'decode success', 'vad success', 'encode success'],
  ]);
  const used = JSON.parse(String(manifests[2]?.['resources']));
  expect(used.memory_mb).toBeGreaterThan(10);
  expect(used.cpu_percent).toBeGreaterThan(0);
  const [lines] = await queryDataset(
    stack.datasetDir,
    `SELECT count(*) FILTER (level = 'DEBUG' AND message LIKE 'Stored %') AS stored FROM 'data/log_line/**/*.parquet'`,
  );
  expect(Number(lines?.['stored'])).toBeGreaterThan(6);
}, 120_000);

test('the same goes straight into a folder, without relay or hub', async () => {
  const folder = join(dir, 'dataset');
  const ended = await run(
    'class.flac',
    'silence.wav',
    '--folder',
    folder,
    '--journal',
    join(dir, 'journal-2'),
  );
  expect(ended.stderr).toBe('');
  expectChunks(await chunksIn(folder));
  expect(await checkDataset(folder)).toEqual({
    configs: ['audio_chunk', 'stage_manifest', 'log_line'],
    problems: [],
  });
}, 60_000);

test('a command line that says nothing to do is told how it goes', async () => {
  expect(await run('class.flac')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^name one of --relay and --folder\nnode src\/main\.ts FILE\.\.\./),
  });
});
