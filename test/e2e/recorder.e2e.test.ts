import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bestOverlay } from '../support/bestOverlay.ts';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { complaintsOfFlac, decodeWithFlac } from '../support/nativeFlac.ts';
import { type OpenRecorder, openRecorder } from '../support/openRecorder.ts';

let recorder: OpenRecorder;

beforeAll(async () => {
  recorder = await openRecorder();
});

afterAll(() => recorder?.close());

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    const seen = await recorder.page.locator('body').innerText();
    console.log(
      [
        'The page showed:',
        seen,
        'It complained:',
        ...recorder.complaints,
        'The relay said:',
        ...recorder.relayLog,
      ].join('\n'),
    );
  });
});

/** A row as DuckDB reads it; audio as its bytes. */
interface DatasetRow {
  readonly [column: string]: unknown;
  readonly flac: Uint8Array;
}

async function readDataset(): Promise<DatasetRow[]> {
  const rows = await queryDataset(
    recorder.stack.datasetDir,
    `SELECT * EXCLUDE (audio), audio.path AS path, hex(audio.bytes) AS flac
     FROM read_parquet('data/recitation/**/*.parquet') ORDER BY verse_ref`,
  );
  return rows.map((row) => ({ ...row, flac: new Uint8Array(Buffer.from(String(row['flac']), 'hex')) }));
}

async function record(verse: string, seconds: number): Promise<void> {
  const { page } = recorder;
  await page.getByLabel('Verse', { exact: true }).fill(verse);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.waitForTimeout(seconds * 1000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Save' }).waitFor();
  // The page ignores a second press of what was Stop for a moment.
  await page.waitForTimeout(500);
  await page.getByRole('button', { name: 'Save' }).click();
}

const rowOf = (verse: string) => recorder.page.getByRole('listitem').filter({ hasText: verse });

test('[R13] speech that a person records is, seconds later, a row with its audio in the dataset', async () => {
  await record('1:2', 5);
  await rowOf('1:2').getByText('Committed').waitFor({ timeout: 30_000 });

  const rows = await readDataset();
  expect(rows).toHaveLength(1);
  const [row] = rows as [DatasetRow];
  expect(row).toMatchObject({ verse_ref: '1:2', multi_model: false });
  expect(row['user_id']).toMatch(/^[0-9a-f]{12}$/);
  expect(row['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(JSON.parse(String(row['settings']))).toMatchObject({ ghunnah_length: 2, jaiz_length: 4 });

  expect(complaintsOfFlac(row.flac)).toBe('');
  const pcm = decodeWithFlac(row.flac);
  expect(pcm.length / 16_000).toBeGreaterThan(4.5);
  const heard = Float32Array.from(pcm, (sample) => sample / 32768);
  const { speech } = recorder;
  const twice = Float32Array.from(
    { length: speech.length * 2 },
    (_, i) => speech[i % speech.length] as number,
  );
  const stretch = (fromS: number, toS: number) => heard.subarray(fromS * 16_000, toS * 16_000);
  const { correlation } = bestOverlay(stretch(0.5, 3.5), twice);
  console.log(`correlation of what was stored with what was spoken: ${correlation.toFixed(4)}`);
  // A place that moves from one second to the next is where input was lost.
  const bySecond = [0.5, 1.5, 2.5].map((atS) => {
    const { lagSamples, ...overlay } = bestOverlay(stretch(atS, atS + 1), twice);
    return `${overlay.correlation.toFixed(4)} at ${lagSamples - atS * 16_000}`;
  });
  expect(correlation, `second by second: ${bySecond.join(', ')}`).toBeGreaterThan(0.999);

  const sha256 = createHash('sha256').update(new Uint8Array(pcm.buffer)).digest('hex');
  expect(row['path']).toMatch(/^[0-9a-f]{16}-\d{8}T\d{6}\.flac$/);
  expect(String(row['path']).slice(0, 16)).toBe(sha256.slice(0, 16));
});

test('with the relay gone it keeps recording, across a reload, and delivers later', async () => {
  const { page, stack } = recorder;
  await stack.relay.stop();
  await record('1:3', 1.5);
  await rowOf('1:3')
    .getByText(/Stored|Waiting/)
    .waitFor();
  await page.reload();
  await rowOf('1:3')
    .getByText(/Stored|Waiting/)
    .waitFor();
  expect(await readDataset()).toHaveLength(1);

  await stack.relay.start();
  await page.reload();
  await rowOf('1:3').getByText('Committed').waitFor({ timeout: 60_000 });
  const rows = await readDataset();
  expect(rows.map((row) => row['verse_ref'])).toEqual(['1:2', '1:3']);
  expect(complaintsOfFlac((rows[1] as DatasetRow).flac)).toBe('');
});

test('[R9] the card and the files are as `datasets` needs them to load every table with its features', async () => {
  expect(await checkDataset(recorder.stack.datasetDir)).toEqual({ configs: ['recitation'], problems: [] });
});

test('a committed row links to its file, which answers', async () => {
  const link = rowOf('1:2').getByRole('link');
  const response = await recorder.page.request.get((await link.getAttribute('href')) as string);
  expect(response.status()).toBe(200);
});

test('[R6] the page had nothing to complain of but the network', () => {
  expect(recorder.complaints.filter((text) => !/Failed to load resource|net::ERR/.test(text))).toEqual([]);
});
