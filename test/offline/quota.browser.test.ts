import type { Stats } from '@parqueue/sdk';
import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

const delivered = (label: string) =>
  commands.queryDataset(
    `SELECT error_message FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited') WHERE error_message LIKE '${label} %'`,
  );

async function expectBalance(tab: string): Promise<Stats> {
  const stats = (await commands.inTab(tab, 'stats')) as Stats;
  for (const [table, counts] of Object.entries(stats.tables)) {
    const { appended, pending, accepted, committed, dead, dropped } = counts;
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(pending + accepted + committed + dead + gone, table).toBe(appended);
  }
  return stats;
}

interface Ended {
  readonly state: string;
  readonly durationsS: readonly number[];
  readonly told: boolean;
}

const takesOf = (surah: number) =>
  commands.queryDataset(
    `SELECT audio_duration_s, octet_length(audio.bytes) > 0 AS sounds FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = ${surah}`,
  );

test('[SD33] [AU4] a recording that reaches its budget ends whole, rows go on, and all arrive once', async () => {
  await commands.openTab('budget', `${tabUrl()}&audioBytes=150000`);
  await commands.stopRelay();
  const ended = (await commands.inTab('budget', 'recordUntilFull', 10)) as Ended;
  expect(ended).toMatchObject({ state: 'stopped', told: true, durationsS: [expect.any(Number)] });
  await commands.inTab('budget', 'append', 'beside', 0, 20);
  expect(await commands.inTab('budget', 'full')).toHaveLength(1);
  expect(await commands.inTab('budget', 'audioRefusals')).toMatchObject([{ code: 'storage_full' }, {}]);

  await commands.startRelay();
  await commands.inTab('budget', 'flush', 'committed');
  expect(await delivered('beside')).toHaveLength(20);
  expect(await takesOf(10)).toEqual([{ audio_duration_s: ended.durationsS[0], sounds: true }]);
  await expectBalance('budget');
  await commands.closeTab('budget');
}, 120_000);

test('[SD33] [AU4] where the browser gives no more room at all, a recording ends whole, and goes with its row when there is some', async () => {
  await commands.openTab('full', tabUrl());
  await commands.stopRelay();
  await commands.limitRoom('full', 200_000);
  const ended = (await commands.inTab('full', 'recordUntilFull', 11)) as Ended;
  expect(ended).toMatchObject({ state: 'stopped', told: true, durationsS: [expect.any(Number)] });
  await commands.limitRoom('full');
  await commands.startRelay();
  await commands.inTab('full', 'flush', 'committed');
  expect(await takesOf(11)).toEqual([{ audio_duration_s: ended.durationsS[0], sounds: true }]);
  await expectBalance('full');
  await commands.closeTab('full');
}, 120_000);

test('[SD33] [R2] rows that find no room wait on the page, told once, and are stored when there is some', async () => {
  await commands.openTab('rows', tabUrl());
  await commands.inTab('rows', 'append', 'before', 0, 5);
  await commands.stopRelay();
  await commands.limitRoom('rows', 0);
  // Chromium lets a few seconds go by before it looks at the room again.
  let rowCount = 0;
  const fill = async () => {
    await commands.inTab('rows', 'appendUnstored', 'within', rowCount, 500);
    rowCount += 500;
    return commands.inTab('rows', 'full');
  };
  await expect.poll(fill, { timeout: 60_000, interval: 500 }).toEqual([{ kind: 'rows' }]);
  await commands.limitRoom('rows');
  await commands.startRelay();
  await commands.inTab('rows', 'flush', 'committed');
  expect(await delivered('within')).toHaveLength(rowCount);
  expect(await delivered('before')).toHaveLength(5);
  expect(await commands.inTab('rows', 'full')).toEqual([{ kind: 'rows' }]);
  const { tables } = await expectBalance('rows');
  expect(tables['recitation_error']?.dropped).toEqual({});
}, 120_000);

test('[SD34] lasting storage is asked for once, when the first recording has begun', async () => {
  await commands.openTab('asking', tabUrl());
  await commands.inTab('asking', 'append', 'no reason', 0, 1);
  expect(await commands.inTab('asking', 'persistCount')).toBe(0);
  await commands.inTab('asking', 'record', 12, 0.3);
  await commands.inTab('asking', 'record', 13, 0.3);
  expect(await commands.inTab('asking', 'persistCount')).toBe(1);
}, 120_000);
