import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toInt16 } from '../../packages/sdk/src/audio/pcm.ts';
import { type JsonRow, queryDataset } from '../support/dataset.ts';
import { complaintsOfFlac } from '../support/nativeFlac.ts';
import { type OpenRecorder, openRecorder } from '../support/openRecorder.ts';
import { wavFile } from '../support/wavFile.ts';

type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

let open: OpenRecorder;
let page: Page;
let dir: string;
let speech: string;

beforeAll(async () => {
  open = await openRecorder();
  page = open.page;
  dir = await mkdtemp(join(tmpdir(), 'parqueue-aligner-'));
  speech = join(dir, 'speech.wav');
  await writeFile(speech, wavFile(toInt16(open.speech), 16_000));
  await page.goto(`${open.stack.pageUrl}/aligner/`);
});

afterAll(async () => {
  await open?.close();
  await rm(dir, { recursive: true, force: true });
});

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    const seen = await page.locator('body').innerText();
    console.log(['The page showed:', seen, 'It complained:', ...open.complaints].join('\n'));
  });
});

const rows = (): Promise<JsonRow[]> =>
  queryDataset(
    open.stack.datasetDir,
    `SELECT * EXCLUDE (audio), hex(audio.bytes) AS flac FROM read_parquet('data/alignment/**/*.parquet')
     ORDER BY row_id, revision`,
  );
const upload = (name: string) =>
  page.getByRole('region', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: name });
const primary = (name: string) => page.getByRole('button', { name, exact: true });
const runsOf = (row: JsonRow | undefined) =>
  JSON.parse(String(row?.['segments'])) as {
    asr_model: string;
    min_silence_ms: number;
    segments: object[];
  }[];

/** In both schemes, on a desk and on a phone; nothing reaches beyond 320 px either. */
async function expectAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page: page as unknown as AxePage })
        .setLegacyMode()
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('an empty page says what it does, and what it does not', async () => {
  await page.getByText('No model listens').waitFor();
  await page.getByText('Record a recitation, or choose a file.').waitFor();
  await expectAccessible();
});

test('[AN5] {000.25} a file is a row at once, split by its own pauses, with the run that was shown', async () => {
  await page.getByLabel('Sound file').setInputFiles(speech);
  await page.getByText('Run 1', { exact: true }).waitFor();
  await upload('speech.wav').getByText('Committed').waitFor({ timeout: 30_000 });
  const all = await rows();
  const last = all.at(-1);
  expect(complaintsOfFlac(new Uint8Array(Buffer.from(String(all[0]?.['flac']), 'hex')))).toBe('');
  const [run] = runsOf(last);
  const shown = page.getByRole('region', { name: 'Segments' }).getByRole('listitem');
  expect(run?.segments.length).toBeGreaterThan(1);
  expect(await shown.count()).toBe(run?.segments.length);
  expect(last).toMatchObject({
    ...{ num_segments: run?.segments.length, asr_model: 'Base (stand-in)', device: 'CPU', surah: 1 },
    ...{ resegmented: false, retranscribed: false, min_silence_ms: 200, pad_ms: 100, error: null },
  });
  await expectAccessible();
});

test('[AN6] [AN7] [AN8] {000.26} {000.27} {000.36} {000.42} runs after the push are revisions, which the page shows', async () => {
  const before = (await rows()).length;
  await page.getByLabel('Shortest silence').fill('100');
  await primary('Split again').click();
  await page.getByLabel('Model').selectOption('Large (stand-in)');
  await primary('Transcribe again').click();
  await primary('Time words').click();
  await primary('Words timed').waitFor();
  await page.getByText('Run 3', { exact: true }).waitFor();
  const revisions = upload('speech.wav').getByText(/\d+ revisions in the dataset/);
  await expect.poll(async () => (await rows()).length, { timeout: 30_000 }).toBeGreaterThan(before);
  await expect
    .poll(async () => revisions.innerText(), { timeout: 30_000 })
    .toBe(`${(await rows()).length} revisions in the dataset`);

  const all = await rows();
  const current = all.at(-1);
  expect(new Set(all.map(({ row_id }) => row_id)).size).toBe(1);
  expect(current).toMatchObject({
    revision: all.length - 1,
    resegmented: true,
    retranscribed: true,
    flac: null,
  });
  expect(runsOf(current).map(({ asr_model, min_silence_ms }) => [asr_model, min_silence_ms])).toEqual([
    ['Base (stand-in)', 200],
    ['Base (stand-in)', 100],
    ['Large (stand-in)', 100],
  ]);
  const timed = JSON.parse(String(current?.['word_timestamps'])) as { words: { word: string }[] }[];
  expect(timed.flatMap(({ words }) => words.map(({ word }) => word)).slice(0, 2)).toEqual(['بِسْمِ', 'اللَّهِ']);

  await revisions.click();
  const link = upload('speech.wav').getByRole('link').last();
  expect((await page.request.get((await link.getAttribute('href')) as string)).status()).toBe(200);
  await expectAccessible();
});

test('[AN8] {000.27} {000.28} in a later visit the same sound goes on with its row', async () => {
  const rowId = (await rows())[0]?.['row_id'];
  await page.reload();
  await upload('speech.wav').getByText('Committed').waitFor();
  await page.getByLabel('Sound file').setInputFiles(speech);
  await page.getByText('Uploaded before').waitFor();
  await page.getByText('3 runs of earlier visits').waitFor();
  await page.getByLabel('Padding').fill('0');
  await primary('Split and transcribe again').click();
  await page.getByText('Run 4', { exact: true }).waitFor();
  await expect.poll(async () => runsOf((await rows()).at(-1)).length, { timeout: 30_000 }).toBe(4);
  const all = await rows();
  expect(all.every(({ row_id }) => row_id === rowId)).toBe(true);
  expect(all.filter(({ flac }) => flac !== null)).toHaveLength(1);
});

test('[R13] {000.15} a recitation is recorded, split and heard, all by keyboard', async () => {
  await primary('Another').press('Enter');
  await primary('Record').waitFor();
  await page.keyboard.press('Space');
  await primary('Stop').waitFor();
  await page.waitForTimeout(4_000);
  await expectAccessible();
  await page.keyboard.press('Space');
  await page.getByText('Run 1', { exact: true }).waitFor();
  await upload('Recording').getByText('Committed').waitFor({ timeout: 30_000 });
  const all = await rows();
  const recorded = all.filter(({ flac, row_id }) => flac !== null && row_id !== all[0]?.['row_id']);
  expect(recorded).toHaveLength(1);
  expect(complaintsOfFlac(new Uint8Array(Buffer.from(String(recorded[0]?.['flac']), 'hex')))).toBe('');
  await page.getByRole('button', { name: 'Listen to segment 1' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Listen', exact: true }).waitFor({ timeout: 20_000 });
});

test('what is no sound is refused in words, and the page goes on', async () => {
  await primary('Another').click();
  const text = join(dir, 'notes.wav');
  await writeFile(text, 'no sound at all');
  await page.getByLabel('Sound file').setInputFiles(text);
  await page.getByText('This sound cannot be used', { exact: true }).waitFor();
  await expectAccessible();
  await page.getByLabel('Sound file').setInputFiles(speech);
  await page.getByText('Uploaded before').waitFor();
});

test('[R6] the page had nothing to complain of', () => {
  expect(open.complaints).toEqual([]);
});
