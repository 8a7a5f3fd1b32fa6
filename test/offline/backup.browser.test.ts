import type { Stats } from '@parqueue/sdk';
import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

const delivered = () =>
  commands.queryDataset(
    `SELECT error_message, count(*)::int AS times FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited') GROUP BY 1`,
  );

test('[ST5] [R2] [R3] a database that is gone is had again: rows and sound of several tabs arrive once, and the account adds up', async () => {
  await commands.openTab('first', tabUrl());
  await commands.openTab('second', tabUrl());
  await commands.inTab('first', 'append', 'sent', 0, 5);
  await commands.inTab('first', 'flush', 'committed');
  await commands.stopRelay();
  await Promise.all([
    commands.inTab('first', 'append', 'first', 0, 20),
    commands.inTab('second', 'append', 'second', 0, 20),
  ]);
  const pcmSha256 = await commands.inTab('first', 'record', 3, 1.2);
  await commands.inTab('second', 'append', 'second', 20, 5);
  await commands.inTab('second', 'deleteDatabase');
  await commands.reloadTab('first');
  await commands.reloadTab('second');
  await commands.inTab('second', 'append', 'after', 0, 1);
  await commands.startRelay();
  for (const tab of ['first', 'second']) await commands.inTab(tab, 'flush', 'committed');
  // A worker that came upon the new database before its page was loaded again told that one.
  const told = await Promise.all(['first', 'second'].map((tab) => commands.inTab(tab, 'restored')));
  expect(Number(told[0]) + Number(told[1])).toBeLessThanOrEqual(1);

  const rows = await delivered();
  expect(rows.filter(({ times }) => times !== 1)).toEqual([]);
  expect(rows).toHaveLength(5 + 20 + 25 + 1);
  const [sound] = await commands.queryDataset(
    `SELECT audio_id FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = 3 AND audio.bytes IS NOT NULL`,
  );
  expect(String(sound?.['audio_id']).slice(0, 16)).toBe(String(pcmSha256).slice(0, 16));
  const { tables } = (await commands.inTab('first', 'stats')) as Stats;
  expect(tables['recitation_error']).toMatchObject({ appended: 51, committed: 51, pending: 0, dropped: {} });
}, 120_000);
