import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openRecorder } from '../../test/support/openRecorder.ts';

const SIZE = { width: 1280, height: 720 };
/** Verses that are recorded before the picture, with the seconds of each. */
const TAKES = [
  ['1:2', 4],
  ['1:3', 3],
  ['1:4', 6],
  ['1:5', 5],
] as const;
/** Longer than the guard against a second press. */
const UNGUARDED_MS = 500;
/** Until the waveform is full. */
const RECORDED_MS = 12_600;

/** Pictures of the real page, while it records real speech and earlier takes are in the dataset of the local hub: light and dark. */
export async function takeReadmePictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const recorder = await openRecorder();
  try {
    const { page } = recorder;
    await page.setViewportSize(SIZE);
    // No colour is caught on its way to the next.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const [verse, seconds] of TAKES) await recordAndSave(page, verse, seconds);
    await page
      .getByText('Committed')
      .nth(TAKES.length - 1)
      .waitFor();
    await page.getByLabel('Verse', { exact: true }).fill('1:7');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.waitForTimeout(RECORDED_MS);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(folder, `recorder-${scheme}.png`) });
    }
  } finally {
    await recorder.close();
  }
}

async function recordAndSave(page: Page, verse: string, seconds: number): Promise<void> {
  await page.getByLabel('Verse', { exact: true }).fill(verse);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.waitForTimeout(seconds * 1000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Save' }).waitFor();
  await page.waitForTimeout(UNGUARDED_MS);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
  await page.waitForTimeout(UNGUARDED_MS);
}
