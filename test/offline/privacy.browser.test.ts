import type { Stats } from '@parqueue/sdk';
import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

const delivered = async (label: string) =>
  commands.queryDataset(
    `SELECT error_message FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited') WHERE error_message LIKE '${label} %'`,
  );

/** Areas that have something; but how far the second copy goes. */
const areasIn = (dumped: Record<string, unknown[]>) =>
  Object.keys(dumped).filter((area) => !area.startsWith('backup') && (dumped[area] ?? []).length > 0);

test('[SD9] a withdrawn consent leaves nothing in the database but counts, in real IndexedDB, of two tabs and of a recording that runs', async () => {
  await commands.openTab('giver', tabUrl());
  await commands.openTab('other', tabUrl());
  await commands.inTab('giver', 'append', 'given', 0, 3);
  await commands.inTab('giver', 'flush', 'committed');
  await commands.stopRelay();
  await commands.inTab('giver', 'record', 7, 0.7);
  await commands.inTab('other', 'append', 'elsewhere', 0, 5);
  await commands.inTab('other', 'recordOn', 8);
  await commands.inTab('giver', 'appendUnstored', 'unsaid', 0, 40);
  // What was said to be stored is in the second copy, too; the next is what is to be found no more.
  expect(await commands.inTab('giver', 'dumpBackup')).toMatch(/elsewhere/);
  await commands.inTab('giver', 'setConsent', 'denied');
  // The other tab hears of it on a channel of its own.
  await expect.poll(() => commands.inTab('other', 'refusal'), { timeout: 20_000 }).toBe('consent_denied');
  await commands.inTab('giver', 'settle');

  const left = (await commands.inTab('giver', 'dumpDatabase')) as Record<string, unknown[]>;
  expect(areasIn(left)).toEqual(['counters']);
  const copy = await commands.inTab('giver', 'dumpBackup');
  expect(copy).toMatch(/"counters"/);
  for (const text of [JSON.stringify(left), copy])
    expect(text).not.toMatch(/given|elsewhere|unsaid|[0-9a-f]{8}-[0-9a-f]{4}-7/);
  const { tables } = (await commands.inTab('giver', 'stats')) as Stats;
  for (const [table, { appended, pending, accepted, committed, dead, dropped }] of Object.entries(tables)) {
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(pending + accepted + committed + dead + gone, table).toBe(appended);
    expect(pending, table).toBe(0);
  }
  expect(tables['recitation_error']).toMatchObject({ committed: 3 });

  await commands.startRelay();
  await commands.inTab('giver', 'setConsent', 'granted');
  await commands.inTab('giver', 'append', 'again', 0, 2);
  await commands.inTab('giver', 'flush', 'committed');
  expect(await delivered('again')).toHaveLength(2);
  for (const label of ['elsewhere', 'unsaid']) expect(await delivered(label), label).toEqual([]);
}, 120_000);

test('[SD9] a page that begins without consent deletes what an earlier visit left, though nobody uses its logger', async () => {
  await commands.openTab('returning', tabUrl());
  await commands.stopRelay();
  await commands.inTab('returning', 'append', 'of an earlier visit', 0, 4);
  await commands.inTab('returning', 'record', 6, 0.7);
  const before = (await commands.inTab('returning', 'dumpDatabase')) as Record<string, unknown[]>;
  expect(JSON.stringify(before)).toMatch(/of an earlier visit/);
  await commands.openTab('returning', `${tabUrl()}&consent=denied`);
  const areasLeft = async () =>
    areasIn((await commands.inTab('returning', 'dumpDatabase')) as Record<string, unknown[]>);
  await expect.poll(areasLeft, { timeout: 20_000 }).toEqual(['counters']);
  await expect
    .poll(() => commands.inTab('returning', 'dumpBackup'), { timeout: 20_000 })
    .not.toMatch(/of an earlier visit/);
  await commands.startRelay();
  expect(await delivered('of an earlier visit')).toEqual([]);
}, 120_000);

test('[SD19] {000.03} setAudio(false) stops what is recorded and keeps it; audio is refused until it is on again, rows are not', async () => {
  await commands.openTab('audio', tabUrl());
  expect(await commands.inTab('audio', 'recordUntilOff', 9)).toMatchObject({
    state: 'stopped',
    clips: 1,
    code: 'audio_off',
  });
  await commands.inTab('audio', 'append', 'without audio', 0, 1);
  await commands.inTab('audio', 'flush', 'committed');
  const takes = await commands.queryDataset(
    `SELECT octet_length(audio.bytes) > 0 AS sounds FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = 9`,
  );
  expect(takes).toEqual([{ sounds: true }]);
}, 120_000);
