import type { RecordingRecovered } from '@parqueue/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { expectBalanced, statsOf } from '../support/tabAccount.ts';

let tabUrl: string;

beforeAll(async () => {
  const relay = await commands.openStack(location.origin);
  await commands.openLifeBrowser();
  tabUrl = `${location.origin}/tab.html?relay=${encodeURIComponent(relay)}`;
}, 60_000);

afterAll(() => commands.closeStack(), 60_000);

const wait = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

/** What a tab was told of recordings that were cut off. */
async function recoveredIn(name: string): Promise<RecordingRecovered[]> {
  await statsOf(name);
  return vi.waitFor(async () => {
    const told = (await commands.inTab(name, 'recovered')) as RecordingRecovered[];
    expect(told).not.toEqual([]);
    return told;
  }, 20_000);
}

const takesOf = (surah: number) =>
  commands.queryDataset(
    `SELECT audio_id IS NOT NULL AS named, octet_length(audio.bytes)::int > 1000 AS heard
     FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = ${surah}`,
  );

test('[SD25] [AU4] a tab crashes while it records for a row: the next visit sends the row with what was kept', async () => {
  await commands.openTab('recording', tabUrl);
  await commands.inTab('recording', 'recordOn', 1);
  await wait(2_000);
  await commands.crashTab('recording');
  await commands.openTab('next', tabUrl);
  const [told] = await recoveredIn('next');
  expect(told).toMatchObject({ clips: [], rowId: expect.any(String) });
  await commands.inTab('next', 'flush', 'committed');
  expect(await takesOf(1)).toEqual([{ named: true, heard: true }]);
  expectBalanced(await statsOf('next'));
  await commands.closeTab('next');
}, 60_000);

test('[SD25] [AU4] a tab crashes while it records for no row: the next visit is offered what was kept, and may append it', async () => {
  await commands.openTab('recording', tabUrl);
  await commands.inTab('recording', 'recordForNone');
  await wait(2_000);
  await commands.crashTab('recording');
  await commands.openTab('next', tabUrl);
  const [told] = await recoveredIn('next');
  expect(told).toMatchObject({ clips: [{ index: 0 }] });
  await commands.inTab('next', 'takeRecovered', 2);
  await commands.inTab('next', 'flush', 'committed');
  expect(await takesOf(2)).toEqual([{ named: true, heard: true }]);
  await commands.closeTab('next');
}, 60_000);
