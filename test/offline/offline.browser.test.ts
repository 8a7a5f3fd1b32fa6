import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { expectBalanced, numbersOf, statsOf, upTo } from '../support/tabAccount.ts';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

test('[R1] [R2] [R3] {000.09} {000.21} 500 rows and three recordings of two tabs, without a relay, over reloads and a closed tab: all arrive once, in order', async () => {
  await commands.stopRelay();
  await commands.openTab('first', tabUrl());
  await commands.openTab('second', tabUrl());
  const spoken = [await commands.inTab('first', 'record', 1, 1)];
  await commands.inTab('first', 'append', 'first life', 0, 200);
  await commands.inTab('second', 'append', 'other tab', 0, 100);
  spoken.push(await commands.inTab('second', 'record', 2, 0.7));

  await commands.reloadTab('first');
  await commands.inTab('first', 'append', 'second life', 0, 100);
  spoken.push(await commands.inTab('first', 'record', 3, 0.5));
  await commands.closeTab('second');
  // Said a moment before the page goes: nothing has confirmed these rows.
  await commands.inTab('first', 'appendUnstored', 'last words', 0, 50);
  await commands.reloadTab('first');
  await commands.inTab('first', 'append', 'third life', 0, 50);

  const offline = await statsOf('first');
  expectBalanced(offline);
  expect(offline.tables['recitation_error']?.appended).toBeGreaterThanOrEqual(450);
  expect(await commands.queryDataset("SELECT count(*)::int AS n FROM glob('data/**')")).toEqual([{ n: 0 }]);

  await commands.startRelay();
  await commands.inTab('first', 'flush', 'committed');

  const rows = await commands.queryDataset(
    `SELECT filename, regexp_replace(error_message, ' [0-9]+$', '') AS label, regexp_extract(error_message, '[0-9]+$')::int AS n
     FROM read_json('data/errors/**/*.jsonl', filename = true, format = 'newline_delimited')`,
  );
  const expected = {
    'first life': 200,
    'other tab': 100,
    'second life': 100,
    'last words': 50,
    'third life': 50,
  };
  expect(rows).toHaveLength(500);
  for (const [label, count] of Object.entries(expected)) {
    const numbers = rows.filter((row) => row['label'] === label).map((row) => row['n']);
    expect(numbers, `${label}, in the order of its file`).toEqual(upTo(count));
  }

  const takes = await commands.queryDataset(
    `SELECT surah, audio_id, sha256(audio.bytes) AS flac, octet_length(audio.bytes)::int AS size
     FROM read_parquet('data/alignment/**/*.parquet') ORDER BY surah`,
  );
  expect(takes.map((take) => take['surah'])).toEqual([1, 2, 3]);
  expect(takes.map((take) => String(take['audio_id']).slice(0, 16))).toEqual(
    spoken.map((sha) => String(sha).slice(0, 16)),
  );

  const done = await statsOf('first');
  expectBalanced(done);
  expect(done.tables['recitation_error']).toMatchObject({
    appended: 500,
    committed: 500,
    pending: 0,
    accepted: 0,
    dead: 0,
  });
  expect(done.tables['alignment']).toMatchObject({ appended: 3, committed: 3 });
}, 120_000);

test('[SD8] [R2] rows of the very task in which the page leaves are delivered by its next life', async () => {
  await commands.openTab('leaving', tabUrl());
  await commands.inTab('leaving', 'append', 'early', 0, 1);
  // The call may not return: its page is gone.
  await commands.inTab('leaving', 'appendAndLeave', 'parting', 40).catch(() => {});
  await commands.waitForTab('leaving');
  await commands.inTab('leaving', 'append', 'next life', 0, 1);
  await commands.inTab('leaving', 'flush', 'committed');
  expect(await numbersOf('parting')).toEqual(upTo(40));
  expectBalanced(await statsOf('leaving'));
}, 60_000);
