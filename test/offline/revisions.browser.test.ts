import type { Stats } from '@parqueue/sdk';
import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { useStack } from './useStack.ts';

const tabUrl = useStack();

/** The current row: the highest revision, with the last sound that is there. */
const CURRENT = `
  SELECT row_id, max(revision)::int AS revision, arg_max(surah, revision) AS surah, arg_max(segments, revision) AS segments,
         count(*)::int AS revisions, arg_max(octet_length(audio.bytes), revision) FILTER (audio.bytes IS NOT NULL) > 0 AS sounds,
         count(audio.bytes)::int AS sounded, count(DISTINCT user_id)::int AS people, count(DISTINCT audio_id)::int AS ids
  FROM read_parquet('data/alignment/**/*.parquet') GROUP BY row_id`;

const run = (asr_model: string) => ({
  min_silence_ms: 200,
  min_speech_ms: 1_000,
  pad_ms: 100,
  asr_model,
  segments: [],
});

test('[RV1] [RV3] [RV5] {000.27} a row that is in the dataset is changed in a later visit and from two tabs: the dataset has its revisions', async () => {
  await commands.openTab('first', tabUrl());
  const rowId = await commands.inTab('first', 'commitRun', { surah: 1, segments: [run('Base')] });
  await commands.reloadTab('first');
  expect(await commands.inTab('first', 'changeRun', rowId, { surah: 2 })).toEqual({
    applied: true,
    kept: [],
  });
  await commands.inTab('first', 'flush', 'committed');
  await commands.openTab('second', tabUrl());
  await Promise.all([
    commands.inTab('first', 'pushSegments', rowId, run('Large')),
    commands.inTab('second', 'pushSegments', rowId, run('Small')),
  ]);
  await commands.inTab('second', 'changeRun', rowId, { surah: 2 });
  await commands.inTab('first', 'flush', 'committed');
  await commands.inTab('second', 'flush', 'committed');

  const [row] = await commands.queryDataset(CURRENT);
  expect(row).toMatchObject({ row_id: rowId, surah: 2, sounds: true, sounded: 1, people: 1, ids: 1 });
  expect(row?.['revisions']).toBe(Number(row?.['revision']) + 1);
  const models = (JSON.parse(String(row?.['segments'])) as { asr_model: string }[]).map(
    ({ asr_model }) => asr_model,
  );
  expect(models.toSorted()).toEqual(['Base', 'Large', 'Small']);
  const { tables } = (await commands.inTab('first', 'stats')) as Stats;
  const { appended, committed } = tables['alignment'] ?? {};
  expect([appended, committed]).toEqual([row?.['revisions'], row?.['revisions']]);
}, 120_000);

test('[RV3] [SD8] a row of an earlier visit is changed as the page is left: each change is in the dataset once', async () => {
  await commands.openTab('leaver', tabUrl());
  const rowId = await commands.inTab('leaver', 'commitRun', { surah: 7, segments: [] });
  for (const model of ['Base', 'Large']) {
    await commands.openTab(model, tabUrl());
    await commands.inTab(model, 'stats');
    await commands.inTab(model, 'changeRunAndLeave', rowId, { segments: [run(model)] }).catch(() => {});
  }
  const current = async () => {
    await commands.inTab('leaver', 'flush', 'committed');
    const [row] = await commands.queryDataset(`SELECT * FROM (${CURRENT}) WHERE row_id = '${rowId}'`);
    return row;
  };
  // The pages end when they do, in either order.
  const models = async () =>
    (JSON.parse(String((await current())?.['segments'])) as { asr_model: string }[])
      .map(({ asr_model }) => asr_model)
      .toSorted();
  await expect.poll(models, { timeout: 30_000 }).toEqual(['Base', 'Large']);
  const row = await current();
  expect(row).toMatchObject({ revisions: Number(row?.['revision']) + 1, sounds: true });
}, 120_000);
