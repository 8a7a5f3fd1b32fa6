import { mkdir } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type JsonRow, queryDataset } from '../support/dataset.ts';
import { type OpenRadio, openRadio } from '../support/openRadio.ts';

const PICTURES = 'test-results/radio';
type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

let radio: OpenRadio;
let page: Page;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  radio = await openRadio();
  page = await radio.open();
});

afterAll(() => radio?.close());

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.log(await page.locator('body').innerText());
    console.log(['It complained:', ...radio.complaints].join('\n'));
  });
});

/** Each row as its highest revision says, the newest first. */
const current = (table: string, where: string): Promise<JsonRow[]> =>
  queryDataset(
    radio.stack.datasetDir,
    `SELECT * FROM (SELECT * FROM read_parquet('data/${table}/**/*.parquet')
     QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY revision DESC) = 1) WHERE ${where} ORDER BY row_id DESC`,
  );
const metadataOf = (row: JsonRow | undefined) =>
  JSON.parse(String(row?.['metadata'])) as Record<string, number>;

const choose = (title: string) => page.getByRole('button', { name: title }).click();
const plays = () => page.locator('.plays .log-line');
/** The newest line of a title in the log of plays. */
const lineOf = (title: string) => plays().filter({ hasText: title }).first();
const committed = (title: string) => lineOf(title).getByText('Committed').waitFor({ timeout: 30_000 });

/** Pictures of a state in both schemes and two widths, and what axe-core finds in it. */
async function look(state: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [width, height] of [
      [390, 844],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${PICTURES}/${state}-${width}-${scheme}.png`, fullPage: true });
      const found = await new AxeBuilder({ page: page as unknown as AxePage }).setLegacyMode().analyze();
      expect(found.violations.map(({ id, nodes }) => [state, width, scheme, id, nodes[0]?.html])).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('at first the radio is silent, and says what will be logged', async () => {
  await page.getByText('No plays yet.').waitFor();
  await look('first');
});

test('[PL10] {003.34} a track that plays to its end is a play in the dataset, and the next one follows', async () => {
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await lineOf('Stacked fifths').getByText('Playing').waitFor();
  await lineOf('مقام البياتي').getByText('Playing').waitFor({ timeout: 20_000 });
  await committed('Stacked fifths');
  await expect
    .poll(async () => (await current('play_history', "title = 'Stacked fifths'"))[0]?.['ended_at'])
    .toBeTruthy();
  const [row] = await current('play_history', "title = 'Stacked fifths'");
  expect(row).toMatchObject({
    ...{ track_key: 'the tuning forks - stacked fifths', album: 'Evening programme' },
    ...{ azuracast_song_id: 'fifths', duration_seconds: 9, expected_duration_seconds: 9, had_errors: false },
  });
  expect(metadataOf(row)).toMatchObject({ end_reason: 'ended', position_seconds: 9 });
  expect(metadataOf(row)['played_seconds']).toBeGreaterThan(8.5);
  await look('playing');
});

test('[PL11] a track that fails is a play that failed, with its error, which can be resolved', async () => {
  await choose('A torn tape');
  await page.getByText('This track cannot be played.').waitFor();
  await look('failed');
  await committed('A torn tape');
  const [play] = await current('play_history', "azuracast_song_id = 'torn'");
  expect(play).toMatchObject({ had_errors: true, error_count: 1, duration_seconds: 0 });
  expect(metadataOf(play)).toMatchObject({ end_reason: 'failed', media_error_code: 4 });

  const line = page.locator('.errors .log-line').first();
  await line.getByText('Why the same?').click();
  await line.getByText('By type, message').waitFor();
  await line.getByRole('button', { name: 'Resolve' }).click();
  await line.getByText('resolved').waitFor();
  await line.getByText('Committed').waitFor({ timeout: 30_000 });
  await expect
    .poll(() => current('error_log', 'resolved'))
    .toMatchObject([
      {
        ...{ service: 'player', severity: 'error', message: play?.['error_message'] },
        ...{ play_history_id: play?.['row_id'], resolved_at: expect.any(String) },
      },
    ]);
});

test('[PL2] [PL10] a track that stalls has its stall counted, and a warning logged', async () => {
  await choose('Silence over a slow line');
  await page.getByText('Nothing to play: the line is slow.').waitFor({ timeout: 15_000 });
  await look('stalled');
  await lineOf('Silence over a slow line').getByText('to its end').waitFor({ timeout: 20_000 });
  await committed('Silence over a slow line');
  await expect
    .poll(async () => (await current('play_history', "azuracast_song_id = 'slow'"))[0]?.['ended_at'])
    .toBeTruthy();
  const [row] = await current('play_history', "azuracast_song_id = 'slow'");
  const facts = metadataOf(row);
  expect(facts).toMatchObject({ end_reason: 'ended' });
  expect(facts['stall_count']).toBeGreaterThanOrEqual(1);
  expect(facts['stalled_seconds']).toBeGreaterThan(2.5);
  expect(facts['stalled_seconds']).toBeLessThan(6);
  // A machine that is too busy makes others wait as well.
  const warnings = await current(
    'error_log',
    `severity = 'warning' AND play_history_id = '${row?.['row_id']}'`,
  );
  expect(warnings.length).toBe(facts['stall_count']);
});

test('[ER5] {003.08} how long tracks took to start is a metric', async () => {
  await expect
    .poll(async () => (await current('system_metrics', "metric_name = 'startup'")).length)
    .toBeGreaterThanOrEqual(3);
  for (const row of await current('system_metrics', "metric_name = 'startup'"))
    expect(row).toMatchObject({ unit: 'ms', service: 'player', metric_value: expect.any(Number) });
});

test('[PL7] {003.02} a page that is reloaded in the middle of a play has ended it', async () => {
  await choose('Canon at the octave');
  await lineOf('Canon at the octave').getByText('Playing').waitFor();
  await page.waitForTimeout(1500);
  await page.reload();
  await lineOf('Canon at the octave').getByText('the page was left').waitFor();
  await committed('Canon at the octave');
  await expect
    .poll(async () => (await current('play_history', "azuracast_song_id = 'canon'"))[0]?.['ended_at'])
    .toBeTruthy();
  const [row] = await current('play_history', "azuracast_song_id = 'canon'");
  expect(metadataOf(row)).toMatchObject({ end_reason: 'page_left' });
});

test('[PL8] {003.02} a page that crashes in the middle of a play has it ended by the next', async () => {
  await page.getByRole('button', { name: /Plain hunt/ }).click();
  await lineOf('Plain hunt').getByText('Playing').waitFor();
  await page.waitForTimeout(6000);
  await radio.crash(page);
  page = await radio.open();
  await lineOf('Plain hunt').getByText('cut off, ended by the next visit').waitFor({ timeout: 15_000 });
  await committed('Plain hunt');
  await expect
    .poll(async () => (await current('play_history', "azuracast_song_id = 'bells'"))[0]?.['duration_seconds'])
    .toBe(5);
  await look('recovered');
});

test('[R6] the page had nothing to complain of', () => {
  expect(radio.complaints).toEqual([]);
});
