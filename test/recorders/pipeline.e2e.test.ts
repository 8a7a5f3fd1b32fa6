import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { type JsonRow, queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { complaintsOfFlac, decodeWithFlac } from '../support/nativeFlac.ts';

const SPEECH = new URL('../data/speech-16k.flac', import.meta.url).pathname;

let dir: string;
let stack: Stack;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-pipeline-'));
  stack = await startStack({ dataDir: join(dir, 'data'), page: 'built', commitIntervalMs: 300 });
  context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    ...chromiumOptions(),
    reducedMotion: 'reduce',
  });
  page = await openPage();
});

afterAll(async () => {
  await context?.close();
  await stack?.close();
  await rm(dir, { recursive: true, force: true });
});

async function openPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`${stack.pageUrl}/pipeline/`);
  await opened.getByRole('heading', { name: 'Pipeline' }).waitFor();
  return opened;
}

/** The newest revision of each manifest of a job, JSON columns as values, once as many have come to an end. */
async function manifestsOf(jobId: string, endedCount: number): Promise<JsonRow[]> {
  const until = Date.now() + 30_000;
  for (;;) {
    const rows = await queryDataset(
      stack.datasetDir,
      `SELECT * FROM read_parquet('data/stage_manifest/**/*.parquet') WHERE job_id = '${jobId}'
       QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY revision DESC) = 1 ORDER BY stage_number`,
    ).catch(() => []);
    if (rows.filter(({ status }) => status !== 'running').length >= endedCount) return rows.map(readJson);
    if (Date.now() > until) throw new Error(`${jobId}: ${JSON.stringify(rows)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const readJson = (row: JsonRow): JsonRow =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const isJson = typeof value === 'string' && /^[[{]/.test(value);
      return [column, isJson ? JSON.parse(value) : value];
    }),
  );

const jobShown = () => page.getByRole('heading', { name: /^job_/ }).innerText();

/** Where pictures of the states are kept, to be looked at. */
const PICTURES = new URL('../../test-results/pipeline/', import.meta.url).pathname;
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };

/** Takes pictures of a state, in both sizes and schemes; axe finds nothing in any, and nothing reaches beyond a narrow screen. */
async function lookAt(state: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}${state}-${size}-${colorScheme}.png`, fullPage: true });
      await expectAccessible();
    }
  }
}

async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([]);
}

test('{001.01} {001.20} {001.36} speech goes through five stages, and each says in the dataset what it took and gave', async () => {
  await lookAt('empty');
  await page.getByLabel('Audio file', { exact: true }).last().setInputFiles(SPEECH);
  await page.getByText('5 stages done').first().waitFor({ timeout: 60_000 });
  await page.getByText('Its row in the dataset').waitFor({ timeout: 30_000 });
  await page.locator('summary', { hasText: '03_vad' }).click();
  await lookAt('done');
  const rows = await manifestsOf(await jobShown(), 5);
  expect(rows.map(({ stage, stage_number, status }) => [stage, stage_number, status])).toEqual([
    ['decode', 1, 'success'],
    ['resample', 2, 'success'],
    ['vad', 3, 'success'],
    ['encode', 4, 'success'],
    ['upload', 5, 'success'],
  ]);
  const [decode, resample, vad, encode, upload] = rows as [JsonRow, JsonRow, JsonRow, JsonRow, JsonRow];
  const bytes = await readFile(SPEECH);
  expect(decode['inputs']).toEqual([
    {
      ...{ type: 'audio', path: 'speech-16k.flac', size_bytes: bytes.length, format: 'audio/flac' },
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  ]);
  // What one gave, the next one took: that is the graph.
  expect(resample['inputs']).toMatchObject([{ path: (decode['outputs'] as [{ path: string }])[0].path }]);
  expect(
    rows.map(({ parents }) => (parents as { stage: string }[] | null)?.map(({ stage }) => stage)),
  ).toEqual([undefined, ['decode'], ['resample'], ['resample'], ['encode']]);
  expect(vad['intermediate_files']).toMatchObject([{ type: 'intermediate', retained: false }]);
  expect(vad['config']).toMatchObject({ frame_ms: 30 });
  expect(upload['cost']).toEqual({ calls: 1, usd: 0, seconds: 0 });
  expect(encode['resources']).toMatchObject({ memory_mb: expect.any(Number), cpu_cores: expect.any(Number) });

  const [chunk, ...others] = await queryDataset(
    stack.datasetDir,
    `SELECT * EXCLUDE (audio), hex(audio.bytes) AS flac FROM read_parquet('data/audio_chunk/**/*.parquet')`,
  );
  expect(others).toEqual([]);
  expect(chunk).toMatchObject({ original_id: 'speech-16k.flac', has_speech: true });
  const flac = new Uint8Array(Buffer.from(String(chunk?.['flac']), 'hex'));
  expect(complaintsOfFlac(flac)).toBe('');
  expect(decodeWithFlac(flac).length / 16_000).toBeCloseTo(15.4, 1);
  // The digest in the manifest is that of the sound in the dataset.
  expect(encode['outputs']).toMatchObject([
    { size_bytes: flac.length, sha256: createHash('sha256').update(flac).digest('hex'), format: 'flac' },
  ]);
  expect(upload['outputs']).toMatchObject([{ path: `audio_chunk/${chunk?.['row_id']}` }]);
});

test('[SG8] {001.01} {001.07} {001.08} both logs of the job are in the dataset, and on the page', async () => {
  const lines = await queryDataset(
    stack.datasetDir,
    `SELECT * FROM read_parquet('data/log_line/**/*.parquet') WHERE job_id = '${await jobShown()}' ORDER BY timestamp, line_number`,
  );
  expect(lines.map(({ line_number }) => line_number)).toEqual(lines.map((_, i) => i + 1));
  const messages = lines.map(({ level, message }) => `${level} ${message}`);
  expect(messages).toContain('INFO ▶️ Stage decode: STARTING');
  expect(messages.at(-1)).toMatch(/^INFO ✅ Job job_\d+_\d+: COMPLETED/);
  const shown = page.getByRole('region', { name: 'Lines of the log' });
  await expect.poll(() => shown.innerText()).toContain('Stage upload: COMPLETED');
  expect(await shown.innerText()).not.toContain('Speech from');
  await page.getByLabel('Which log').selectOption('vad');
  expect(await shown.innerText()).toMatch(/Speech from [\d.]+ s to [\d.]+ s/);
  expect(await shown.innerText()).not.toContain('Stage upload');
  await page.getByLabel('Which log').selectOption('pipeline');
});

test('[SG7] {001.15} {001.25} a file that is no audio fails in its stage, which says why', async () => {
  await page.getByRole('button', { name: 'A file that is no audio' }).click();
  await page.getByText('Not reached').first().waitFor();
  await page
    .getByText('The stage decode failed: words.mp3 is no audio that this browser can decode.')
    .first()
    .waitFor();
  await lookAt('failed');
  const rows = await manifestsOf(await jobShown(), 1);
  expect(rows).toMatchObject([
    {
      ...{ stage: 'decode', status: 'failed', outputs: [] },
      errors: [
        {
          message: 'words.mp3 is no audio that this browser can decode',
          exception_type: 'Error',
          exception_detail: expect.stringContaining('caused by EncodingError: '),
        },
      ],
    },
  ]);
});

test('[SG9] a page that crashes in a stage: the next one closes it as failed, in the dataset too', async () => {
  await page.getByLabel('Slowly').check();
  await page.getByRole('button', { name: 'Sample speech' }).click();
  await page.locator('li', { hasText: '02_resample' }).getByText('Running').waitFor();
  await page.screenshot({ path: `${PICTURES}running-desk.png` });
  const jobId = await jobShown();
  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  // It answers nothing: there is nobody left.
  session.send('Page.crash').catch(() => {});
  await crashed;
  page = await openPage();
  await page.getByText(`The page ended in the middle of the stage resample of ${jobId}.`).waitFor();
  await lookAt('cut-off');
  // The rows that wait go with those of the next job.
  await page.getByRole('button', { name: 'Sample speech' }).click();
  const rows = await manifestsOf(jobId, 2);
  expect(rows).toMatchObject([
    { stage: 'decode', status: 'success', errors: [] },
    {
      ...{ stage: 'resample', status: 'failed', outputs: [] },
      errors: [{ message: 'It was left open: the page or process that ran it ended before it did' }],
    },
  ]);
  await page.getByText('5 stages done').first().waitFor({ timeout: 60_000 });
});

test('[R2] without a relay the upload ends with a warning, and all arrives later', async () => {
  await stack.relay.stop();
  // The job before may have been told the same, on a slow machine.
  const before = await jobShown();
  await page.getByRole('button', { name: 'Sample speech' }).click();
  await expect.poll(jobShown).not.toBe(before);
  await page.locator('li', { hasText: '05_upload' }).getByText('Done').waitFor({ timeout: 40_000 });
  await page
    .getByText('The relay does not answer: what is stored is sent when it does.')
    .first()
    .waitFor({ timeout: 40_000 });
  await lookAt('no-relay');
  const jobId = await jobShown();
  await stack.relay.start();
  await page.reload();
  await page.getByRole('button', { name: 'Sample speech' }).click();
  const rows = await manifestsOf(jobId, 5);
  expect(rows.at(-1)).toMatchObject({
    ...{ stage: 'upload', status: 'success', cost: null },
    warnings: [{ message: 'The relay does not answer: what is stored is sent when it does' }],
  });
  await page.getByText('5 stages done').first().waitFor({ timeout: 60_000 });
});

test('[R9] the tables of the pipeline load with their features as declared', async () => {
  const { configs, problems } = await checkDataset(stack.datasetDir);
  expect(problems).toEqual([]);
  expect([...configs].sort()).toEqual(['audio_chunk', 'log_line', 'stage_manifest']);
});

test('[R6] the page threw nothing', () => {
  expect(complaints).toEqual([]);
});
