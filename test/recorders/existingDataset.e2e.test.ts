import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { type OlderRow, olderFile } from './analysis/olderFiles.ts';
import { type OpenLab, openLab } from './analysis/openLab.ts';

/** FLAC by its first bytes; nothing here decodes it. */
const SOUND = new TextEncoder().encode('fLaC and the rest of a recitation');

const older = (verse_ref: string, others: Partial<OlderRow> = {}): OlderRow => ({
  ...{ audio: null, timestamp: '2025-11-03T01:50:45', user_id: '0123456789ab', verse_ref },
  canonical_text: 'قُلْ هُوَ ٱللَّهُ أَحَدٌ',
  segments: '[{"segment_ref": "112:1", "canonical_phonemes": "q u l", "detected_phonemes": "q u l"}]',
  ...{ multi_model: false, settings: '{"tolerance": 0.15}', vad_timestamps: '[[0.1, 2.5]]' },
  ...others,
});
const withSound = { audio: { path: 'take.flac', bytes: SOUND } };
const NAMES = ['aSound', 'noSound', 'ofDatasets'].map(() => `data/${randomUUID()}.parquet`) as [
  string,
  string,
  string,
];
const BEFORE = [
  // Audio was switched on for a while: rows with and without it in one file.
  { path: NAMES[0], bytes: olderFile([older('112:1', withSound), older('112:2')]) },
  // Audio was off, and nobody had settings: two columns of no type.
  { path: NAMES[1], bytes: olderFile([older('112:3', { settings: null })]) },
  // Rewritten with `datasets`, which puts the bytes first.
  { path: NAMES[2], bytes: olderFile([older('112:4', withSound)], ['bytes', 'path']) },
  {
    path: 'data/errors/error_log-5b0f.jsonl',
    bytes: new TextEncoder().encode(
      '{"timestamp": "2025-11-03T01:50:45", "user_id": "0123456789ab", "verse_ref": "112:1", "error_message": "Audio loading failed"}\n',
    ),
  },
];

let lab: OpenLab;

beforeAll(async () => {
  lab = await openLab(BEFORE);
  await lab.call(
    'logAnalyses',
    [{ verseRef: '1:1', multiModel: true }, { verseRef: '1:2' }],
    [{ error: 'new' }],
  );
});

afterAll(() => lab?.close());

test('[AN11] {000.01} {000.05} {000.12} {000.13} the older files stay as they were, and new ones come beside them', async () => {
  const { datasetDir } = lab.stack;
  for (const { path, bytes } of BEFORE)
    expect(new Uint8Array(await readFile(join(datasetDir, path))), path).toEqual(bytes);
  const rows = await queryDataset(
    datasetDir,
    `SELECT verse_ref, user_id = '0123456789ab' AS isOlder, multi_model, settings, audio.path IS NOT NULL AS hasSound,
       decode(audio.bytes[1:4]) AS magic
     FROM read_parquet(['data/*.parquet', 'data/recitation/**/*.parquet'], union_by_name = true) ORDER BY timestamp[1:4], verse_ref`,
  );
  const flac = { hasSound: true, magic: 'fLaC' };
  const silent = { hasSound: false, magic: null };
  const settings = '{"tolerance": 0.15}';
  expect(rows).toEqual([
    { verse_ref: '112:1', isOlder: true, multi_model: false, settings, ...flac },
    { verse_ref: '112:2', isOlder: true, multi_model: false, settings, ...silent },
    { verse_ref: '112:3', isOlder: true, multi_model: false, settings: null, ...silent },
    { verse_ref: '112:4', isOlder: true, multi_model: false, settings, ...flac },
    { verse_ref: '1:1', isOlder: false, multi_model: true, settings: null, ...flac },
    { verse_ref: '1:2', isOlder: false, multi_model: null, settings: null, ...silent },
  ]);
});

test('[AN11] {000.01} {000.13} the card keeps the glob of the older files, and declares the features for all of them', async () => {
  const card = await readFile(join(lab.stack.datasetDir, 'README.md'), 'utf8');
  const { configs, dataset_info } = parse(card.split('---\n')[1] as string) as {
    configs: { config_name: string; data_files: { path: string[] }[] }[];
    dataset_info: { features: { name: string; dtype: unknown }[] }[];
  };
  expect(configs.map(({ config_name }) => config_name)).toEqual(['recitation']);
  expect(configs[0]?.data_files[0]?.path).toEqual(['data/*.parquet', 'data/recitation/**']);
  expect(dataset_info[0]?.features.map(({ name }) => name)).toEqual(Object.keys(older('1:1')));
});

test('[AN11] [R9] {000.12} nothing stands in the way of loading but the shape of the older sound, which the features of the card mend', async () => {
  // Without the card such files load with a plain struct, or null, for their audio; its features are what `datasets` (5.0.1) casts to.
  const { problems } = await checkDataset(lab.stack.datasetDir);
  const nameOf = (path: string) => path.slice('data/'.length);
  expect(problems.toSorted()).toEqual(
    [
      `recitation/${nameOf(NAMES[0])}: audio has path,bytes, not bytes,path`,
      `recitation/${nameOf(NAMES[1])}: audio has , not bytes,path`,
    ].toSorted(),
  );
});

test('[AN11] {000.17} {000.18} older and newer errors read as one table of JSON lines', async () => {
  const rows = await queryDataset(
    lab.stack.datasetDir,
    `SELECT verse_ref, error_message FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited',
       columns = {timestamp: 'VARCHAR', user_id: 'VARCHAR', verse_ref: 'VARCHAR', error_message: 'VARCHAR'}) ORDER BY timestamp`,
  );
  expect(rows).toEqual([
    { verse_ref: '112:1', error_message: 'Audio loading failed' },
    { verse_ref: null, error_message: 'new' },
  ]);
});
