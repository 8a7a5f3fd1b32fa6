import type { Stats } from '@parqueue/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';

let query: string;

beforeAll(async () => {
  query = `relay=${encodeURIComponent(await commands.openStack(location.origin))}`;
}, 60_000);

afterAll(() => commands.closeStack(), 60_000);

const run = {
  surah: 2,
  asr_model: 'Large',
  audio_duration_s: -0,
  resegmented: true,
  segments: [{ min_silence_ms: 200, asr_model: 'بِسْمِ', segments: [] }],
};

/** How the files that hold a surah are compressed: the full writer has zstd. */
const codecsOf = (surah: number) =>
  commands.queryDataset(
    `SELECT DISTINCT compression FROM parquet_metadata('data/alignment/**/*.parquet')
     WHERE path_in_schema = 'surah' AND stats_min_value = '${surah}' ORDER BY compression`,
  );

test('[SD12] with writer: light, rows and a recording arrive and read equal, beside those of the other writer', async () => {
  await commands.openTab('full', `${location.origin}/tab.html?${query}`);
  await commands.inTab('full', 'appendRun', run);
  await commands.inTab('full', 'flush', 'committed');
  // A tab sends what others left, too.
  await commands.closeTab('full');
  await commands.openTab('light', `${location.origin}/tab.html?${query}&writer=light`);
  await commands.inTab('light', 'appendRun', run);
  const spoken = await commands.inTab('light', 'record', 3, 0.7);
  await commands.inTab('light', 'flush', 'committed');

  const [twice, ...others] = await commands.queryDataset(
    `SELECT * EXCLUDE (row_id, timestamp, audio_id), count(*)::int AS times FROM read_parquet('data/alignment/**/*.parquet')
     WHERE surah = 2 GROUP BY ALL`,
  );
  expect(others).toEqual([]);
  expect(twice).toMatchObject({ surah: 2, asr_model: 'Large', resegmented: true, times: 2 });
  const [take] = await commands.queryDataset(
    `SELECT audio_id, octet_length(audio.bytes)::int AS size, decode(audio.bytes[1:4]) AS magic, audio.path AS path
     FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = 3`,
  );
  expect(String(take?.['audio_id']).slice(0, 16)).toBe(String(spoken).slice(0, 16));
  expect(take).toMatchObject({ magic: 'fLaC', path: expect.stringMatching(/^[0-9a-f]{16}-.*\.flac$/) });
  expect(await codecsOf(2)).toEqual([{ compression: 'SNAPPY' }, { compression: 'ZSTD' }]);
  expect(await commands.inTab('light', 'degraded')).toEqual([]);
  await commands.closeTab('light');
}, 60_000);

test('[SD12] where the policy refuses WASM, rows arrive, it is told once, and audio is refused with what would mend it', async () => {
  await commands.openTab('strict', `${location.origin}/strict-tab.html?${query}`);
  await commands.inTab('strict', 'appendRun', { ...run, surah: 4 });
  await commands.inTab('strict', 'flush', 'committed');
  const rows = await commands.queryDataset(
    `SELECT surah, asr_model, audio FROM read_parquet('data/alignment/**/*.parquet') WHERE surah = 4`,
  );
  expect(rows).toEqual([{ surah: 4, asr_model: 'Large', audio: null }]);

  const refusal = { code: 'audio_unsupported', message: expect.stringContaining("add 'wasm-unsafe-eval'") };
  expect(await commands.inTab('strict', 'audioRefusals')).toEqual([refusal, refusal]);
  expect(await commands.inTab('strict', 'degraded')).toEqual([
    { part: 'wasm', reason: expect.stringContaining("'wasm-unsafe-eval'") },
  ]);
  const { engine, tables } = (await commands.inTab('strict', 'stats')) as Stats;
  expect(engine).toBe('worker');
  expect(tables['alignment']).toMatchObject({
    committed: tables['alignment']?.appended,
    dead: 0,
    pending: 0,
  });
  expect(await codecsOf(4)).toEqual([{ compression: 'SNAPPY' }]);
}, 60_000);
