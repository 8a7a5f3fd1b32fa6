import type { Analysis, AnalysisFailure } from '@parqueue/sdk/analysis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workedRun } from '../../packages/sdk/src/testing/workedRun.ts';
import { type JsonRow, queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { type OpenLab, openLab } from './analysis/openLab.ts';

let lab: OpenLab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab?.close());

const query = (sql: string): Promise<JsonRow[]> => queryDataset(lab.stack.datasetDir, sql);
/** The current row of each upload: the highest revision, with the sound of the revision that brought it. */
const CURRENT = `SELECT * EXCLUDE (audio) FROM read_parquet('data/alignment/**/*.parquet')
  QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY revision DESC) = 1`;
const isNearNow = (utc: unknown) => Math.abs(Date.parse(`${utc}Z`) - Date.now()) < 120_000;

const ANALYSES: readonly Analysis[] = [
  {
    verseRef: '1:1',
    canonicalText: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ',
    segments: [{ segmentRef: '1:1', canonicalPhonemes: 'b i s m i ʔ', detectedPhonemes: 'b i s m 🤲🏽' }],
    multiModel: true,
    settings: {
      ...{ tolerance: 0.15, iqlabSound: 'm', ghunnahLength: 2, jaizLength: 4, wajibLength: 4 },
      ...{ aridLength: 2, leenLength: 2 },
    },
    vadTimestamps: [
      [0.42, 3.9],
      [4, 5e-324],
    ],
  },
  { verseRef: '114:6', canonicalText: '', segments: [], multiModel: false, vadTimestamps: [] },
  { verseRef: '2:255' },
];

const FAILURES: readonly AnalysisFailure[] = [
  { verseRef: '1:1', error: 'Audio loading failed\n"\u2028" 🙈' },
  { error: 'تعذّر تحميل الصوت' },
];

test('[AN12] {000.05} {000.06} {000.07} {000.08} {000.15} {000.22} {000.43} {000.47} analyses read in the dataset as they were given', async () => {
  await lab.call('logAnalyses', ANALYSES, FAILURES);
  const rows = await query(
    `SELECT * EXCLUDE (audio), decode(audio.bytes[1:4]) AS magic, audio.path AS path
     FROM read_parquet('data/recitation/**/*.parquet') ORDER BY string_split(verse_ref, ':')[1]::INT DESC`,
  );
  const [empty, last, first] = rows as [JsonRow, JsonRow, JsonRow];
  expect(rows.map(({ verse_ref }) => verse_ref)).toEqual(['114:6', '2:255', '1:1']);
  expect(first).toMatchObject({
    canonical_text: ANALYSES[0]?.canonicalText,
    multi_model: true,
    magic: 'fLaC',
    path: expect.stringMatching(/^[0-9a-f]{16}-\d{8}T\d{6}\.flac$/),
    user_id: expect.stringMatching(/^[0-9a-f]{12}$/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  });
  expect(JSON.parse(String(first['segments']))).toEqual([
    { segment_ref: '1:1', canonical_phonemes: 'b i s m i ʔ', detected_phonemes: 'b i s m 🤲🏽' },
  ]);
  expect(JSON.parse(String(first['settings']))).toEqual({
    ...{ tolerance: 0.15, iqlab_sound: 'm', ghunnah_length: 2, jaiz_length: 4, wajib_length: 4 },
    ...{ arid_length: 2, leen_length: 2 },
  });
  expect(JSON.parse(String(first['vad_timestamps']))).toEqual(ANALYSES[0]?.vadTimestamps);
  expect(empty).toMatchObject({
    ...{ canonical_text: '', segments: '[]', vad_timestamps: '[]', multi_model: false, magic: null },
    settings: null,
  });
  const { verse_ref, timestamp, user_id, ...rest } = last;
  expect(Object.values(rest).filter((value) => value !== null)).toEqual([]);
  expect(isNearNow(timestamp), 'the page is 14 hours ahead of UTC').toBe(true);
});

test('[AN12] {000.17} {000.18} {000.23} errors are JSON lines in data/errors, as they were given', async () => {
  const rows = await query(
    `SELECT verse_ref, error_message, user_id, timestamp::varchar AS timestamp
     FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited', columns = {timestamp: 'VARCHAR',
       user_id: 'VARCHAR', verse_ref: 'VARCHAR', error_message: 'VARCHAR'}) ORDER BY verse_ref`,
  );
  expect(rows.map(({ verse_ref, error_message }) => [verse_ref, error_message])).toEqual([
    ['1:1', FAILURES[0]?.error],
    [null, FAILURES[1]?.error],
  ]);
  expect(rows.every(({ timestamp }) => isNearNow(timestamp))).toBe(true);
  expect(new Set(rows.map(({ user_id }) => user_id)).size).toBe(1);
});

const { settings, segments, profile, stats } = workedRun;
const second = { minSilenceMs: 600, minSpeechMs: 2_147_483_647, padMs: -2_147_483_648, asrModel: 'نموذج 🕌' };
const WORDS = [
  {
    segmentIdx: 1,
    ref: '2:255:1-2:255:5',
    words: [
      { word: 'ٱللَّهُ', startS: 0.512, endS: 0.841 },
      { word: 'لَآ', startS: 0.87, endS: 1.023 },
    ],
  },
];
let rowId: string;

test('[AN12] [AN2] {000.25} {000.28} {000.29} {000.31} {000.32} {000.33} {000.34} {000.35} {000.38} {000.39} {000.43} {000.45} a run reads in the dataset as it was given, with the statistics reckoned by hand', async () => {
  rowId = await lab.call('align', [{ settings, segments, profile }]);
  const [row] = await query(CURRENT);
  expect(row).toMatchObject({
    ...{ row_id: rowId, audio_duration_s: 0.5, num_segments: 4, surah: 2, asr_model: 'Base', device: 'GPU' },
    ...{ min_silence_ms: 200, min_speech_ms: 1_000, pad_ms: 100, resegmented: false, retranscribed: false },
    ...{ total_time: 3.2, vad_queue_time: 0.1, vad_gpu_time: 0.4, asr_gpu_time: 1.1, dp_total_time: 0.7 },
    ...{ segments_passed: 3, segments_failed: 1, tier1_retries: 2, tier1_passed: 1, tier2_retries: 1 },
    ...{ tier2_passed: 0, reanchors: 1, special_merges: 0, word_timestamps: null, error: null },
    audio_id: expect.stringMatching(/^[0-9a-f]{16}:\d{8}T\d{6}$/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  });
  expect(row?.['words_per_minute']).toBeCloseTo(stats.wordsPerMinute, 6);
  expect(row?.['phonemes_per_second']).toBeCloseTo(stats.phonemesPerSecond, 6);
  expect(row?.['std_segment_duration']).toBeCloseTo(stats.stdSegmentDurationS, 6);
  expect(row?.['avg_pause_duration']).toBeCloseTo(stats.avgPauseDurationS, 6);
  const [run] = JSON.parse(String(row?.['segments'])) as [{ segments: Record<string, unknown>[] }];
  expect(run.segments[3]).toEqual({
    ...{ idx: 4, start: 18, end: 20, duration: 2, ref: '', confidence: 0, word_count: 0, ayah_span: 0 },
    ...{ phoneme_count: 12, undersegmented: false, missing_words: false, special_type: null },
    error: 'nothing matched 😔',
  });
});

test('[AN2] {000.35} {000.34} what DuckDB reckons from the segments is what stands in the columns', async () => {
  const [row] = await query(
    `WITH run AS (FROM (${CURRENT}) SELECT *, from_json(segments->'$[0].segments',
       '[{"duration":"DOUBLE","word_count":"INT","phoneme_count":"INT","confidence":"DOUBLE"}]') AS parts),
     part AS (SELECT unnest(parts, recursive := true) FROM run),
     reckoned AS (SELECT sum(duration) AS speech, avg(duration) AS mean, stddev_pop(duration) AS deviation,
       sum(word_count) AS words, sum(phoneme_count) AS phonemes FROM part WHERE word_count > 0)
     SELECT run.words_per_minute - 60 * words / speech AS words, run.phonemes_per_second - phonemes / speech AS phonemes,
       run.avg_segment_duration - mean AS mean, run.std_segment_duration - deviation AS deviation,
       run.mean_confidence - (SELECT avg(confidence) FROM part) AS confidence
     FROM run, reckoned`,
  );
  expect(Object.keys(row ?? {})).toHaveLength(5);
  for (const [name, difference] of Object.entries(row ?? {})) expect(difference, name).toBeCloseTo(0, 9);
});

test('[AN6] [AN7] [AN8] {000.26} {000.27} {000.36} a later visit adds a run to what is in the dataset: a further revision, with both runs', async () => {
  await lab.reload();
  const result = await lab.call('addRun', rowId, { settings: second, segments: [] }, { runs: [settings] });
  expect(result).toEqual({ applied: true, kept: [] });
  const [row] = await query(CURRENT);
  expect(row).toMatchObject({
    ...{ row_id: rowId, revision: 1, num_segments: 0, surah: null, resegmented: true, retranscribed: true },
    ...{ min_speech_ms: 2_147_483_647, pad_ms: -2_147_483_648, asr_model: 'نموذج 🕌', device: null },
    ...{ total_time: null, words_per_minute: null, mean_confidence: null, segments_passed: 0 },
  });
  const runs = JSON.parse(String(row?.['segments'])) as { asr_model: string; segments: object[] }[];
  expect(runs.map(({ asr_model, segments }) => [asr_model, segments.length])).toEqual([
    ['Base', 4],
    ['نموذج 🕌', 0],
  ]);
  const [sounds] = await query(
    `SELECT count(audio.bytes)::INT AS sounds, count(*)::INT AS revisions, count(DISTINCT audio_id)::INT AS ids
     FROM read_parquet('data/alignment/**/*.parquet')`,
  );
  expect(sounds).toEqual({ sounds: 1, revisions: 2, ids: 1 });
});

test('[AN9] {000.42} timed words are set once, whichever visit says them', async () => {
  expect(await lab.call('setWords', rowId, WORDS)).toMatchObject({ applied: true });
  await lab.reload();
  expect(await lab.call('setWords', rowId, [])).toEqual({ applied: false, reason: 'once' });
  const [row] = await query(CURRENT);
  expect(JSON.parse(String(row?.['word_timestamps']))).toEqual([
    {
      segment_idx: 1,
      ref: '2:255:1-2:255:5',
      words: [
        { word: 'ٱللَّهُ', start: 0.512, end: 0.841 },
        { word: 'لَآ', start: 0.87, end: 1.023 },
      ],
    },
  ]);
  expect(row).toMatchObject({ revision: 2, resegmented: true });
});

test('[AN12] [R9] {000.43} the tables load with their features as declared, and the page had nothing to complain of', async () => {
  const { configs, problems } = await checkDataset(lab.stack.datasetDir);
  expect([configs.toSorted(), problems]).toEqual([['alignment', 'recitation'], []]);
  expect(lab.complaints).toEqual([]);
  expect(await lab.call('problems')).toEqual([]);
});
