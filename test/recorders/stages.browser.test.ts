import { createLogger } from '@parqueue/sdk';
import { audioChunk, logLine, stageManifest, transcription } from '@parqueue/sdk/presets';
import { createStageRecorder } from '@parqueue/sdk/stages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { stagePlatform } from '../../packages/sdk/src/browser/stagePlatform.ts';

const open = (relay: string) =>
  createLogger({
    relay,
    dataset: 'recitations',
    tables: { manifests: stageManifest, lines: logLine, chunks: audioChunk, transcripts: transcription },
    flushEvery: '1s',
  });
let log: ReturnType<typeof open>;

beforeAll(async () => {
  log = open(await commands.openStack(location.origin));
}, 60_000);

afterAll(async () => {
  await log.close();
  await commands.closeStack();
}, 60_000);

/** The newest revision of each row, times as epoch milliseconds, JSON columns as values. */
async function readTable(
  table: string,
  times: readonly string[],
  jsons: readonly string[],
  order: string,
): Promise<Record<string, unknown>[]> {
  const replaced = times.map((time) => `epoch_ms(${time})::double AS ${time}`);
  const rows = await commands.queryDataset(
    `SELECT * ${replaced.length > 0 ? `REPLACE (${replaced.join()})` : ''} FROM read_parquet('data/${table}/**/*.parquet', union_by_name = true)
     QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY revision DESC) = 1 ORDER BY ${order}`,
  );
  return rows.map((row) => {
    const read = Object.entries(row).map(([column, value]) => [
      column,
      jsons.includes(column) && value !== null ? JSON.parse(String(value)) : value,
    ]);
    return Object.fromEntries(read);
  });
}

const hexOf = async (text: string) =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** A second before midnight, and one before a clock that is put forward in Europe. */
const MIDNIGHT = Date.parse('2026-12-31T23:59:59.999Z');
const SUMMER = Date.parse('2026-03-29T00:59:59.999Z');

test('[SG3] {001.01} {001.09} {001.10} {001.15} what a stage recorder wrote in a browser is in the dataset, value by value', async () => {
  let nowMs = MIDNIGHT;
  const recorder = createStageRecorder(
    { manifests: log.manifests, lines: log.lines },
    { console: 'off', environment: { ...stagePlatform(), now: () => nowMs } },
  );
  const job = recorder.job('مهمة 🎙');
  const decode = job.stage('decode', { config: { language: 'ar', empty: [], nothing: null } });
  decode.input(new File(['سورة'], 'الفاتحة.mp3'), 'audio', { format: 'mp3' });
  decode.output({ path: decode.ref('a 🎧.wav'), data: new TextEncoder().encode('pcm') }, 'audio');
  decode.intermediate('cache.bin', { retained: true, reason: 'بسرعة أكبر' });
  decode.warn('تحذير ⚠️');
  decode.cost({ calls: 1, usd: 0.1 + 0.2 });
  nowMs = MIDNIGHT + 2;
  await log.flush({ until: 'committed' });
  await decode.success({ largest: Number.MAX_SAFE_INTEGER, smallest: -(2 ** 53 - 1), small: 5e-324 });
  nowMs = SUMMER;
  const last = job.stage('vad', { number: 2 ** 31 - 1 });
  last.input(job.ref('decode', 'a 🎧.wav'), 'audio');
  nowMs = SUMMER + 3_600_001;
  await last.fail(new TypeError('ليس صوتا', { cause: new RangeError('قصير') }));
  job.stage('open');
  await log.flush({ until: 'committed' });

  const rows = await readTable(
    'stage_manifest',
    ['timestamp', 'completed_at'],
    [
      'inputs',
      'outputs',
      'intermediate_files',
      'config',
      'resources',
      'errors',
      'warnings',
      'metadata',
      'parents',
      'cost',
    ],
    'row_id',
  );
  const [first, second, third] = rows as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  expect(rows).toHaveLength(3);
  expect(first).toEqual({
    ...{
      stage: 'decode',
      stage_number: 1,
      timestamp: MIDNIGHT,
      status: 'success',
      completed_at: MIDNIGHT + 2,
    },
    duration_seconds: expect.any(Number),
    inputs: [
      { type: 'audio', path: 'الفاتحة.mp3', size_bytes: 8, format: 'mp3', sha256: await hexOf('سورة') },
    ],
    outputs: [
      { type: 'audio', path: 'مهمة 🎙/01_decode/a 🎧.wav', size_bytes: 3, sha256: await hexOf('pcm') },
    ],
    intermediate_files: [
      { type: 'intermediate', path: 'cache.bin', size_bytes: null, retained: true, reason: 'بسرعة أكبر' },
    ],
    config: { language: 'ar', empty: [], nothing: null },
    resources: expect.objectContaining({
      cpu_cores: navigator.hardwareConcurrency,
      memory_mb: expect.any(Number),
    }),
    errors: [],
    warnings: [{ timestamp: '2026-12-31T23:59:59.999Z', message: 'تحذير ⚠️' }],
    job_id: 'مهمة 🎙',
    metadata: { largest: Number.MAX_SAFE_INTEGER, smallest: -(2 ** 53 - 1), small: 5e-324 },
    parents: null,
    cost: { calls: 1, usd: 0.1 + 0.2, seconds: 0 },
    row_id: decode.manifest?.rowId,
    revision: 1,
  });
  expect(second).toMatchObject({
    ...{
      stage: 'vad',
      stage_number: 2 ** 31 - 1,
      status: 'failed',
      timestamp: SUMMER,
      completed_at: SUMMER + 3_600_001,
    },
    inputs: [{ type: 'audio', path: 'مهمة 🎙/01_decode/a 🎧.wav', size_bytes: null }],
    parents: [{ stage: 'decode', stage_number: 1, path: 'مهمة 🎙/01_decode/a 🎧.wav' }],
    errors: [
      {
        ...{ timestamp: '2026-03-29T02:00:00.000Z', message: 'ليس صوتا', exception_type: 'TypeError' },
        exception_detail: 'ليس صوتا; caused by RangeError: قصير',
      },
    ],
    metadata: { error_message: 'ليس صوتا' },
  });
  expect(third).toMatchObject({
    ...{
      stage: 'open',
      stage_number: 3,
      status: 'running',
      duration_seconds: null,
      completed_at: null,
      resources: null,
    },
    ...{ inputs: [], outputs: [], metadata: null, cost: null },
  });

  const lines = await readTable('log_line', ['timestamp'], ['data'], 'line_number');
  expect(lines.map(({ line_number }) => line_number)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.find(({ level }) => level === 'WARNING')).toEqual({
    ...{ timestamp: MIDNIGHT, logger: 'decode', level: 'WARNING', message: 'تحذير ⚠️', job_id: 'مهمة 🎙' },
    ...{
      stage: 'decode',
      line_number: expect.any(Number),
      data: null,
      row_id: expect.any(String),
      revision: 0,
    },
  });
  expect(lines.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['▶️ Stage decode: STARTING', '📥 Input: الفاتحة.mp3 (8 B)']),
  );
}, 120_000);

test('[SC15] audio chunks and transcriptions are in the dataset as they were logged', async () => {
  const samples = Float32Array.from({ length: 24_000 }, (_, i) => Math.sin(i / 8) / 2);
  const [clip] = await log.encode(samples, { sampleRate: 16_000 });
  const chunk = log.chunks.append({
    ...(clip && { audio: clip }),
    ...{ original_id: 'درس المساء 7', start: SUMMER, has_speech: true },
  });
  log.chunks.append({ original_id: null, start: null, has_speech: null, duration: 0 });
  const shown = {
    ...{
      processor: 'whisper 🎧',
      processor_key: 'f'.repeat(64),
      recording_id: chunk.rowId,
      audio_hash: 'a3f7',
    },
    ...{ status: 'ok', attempt: 2 ** 31 - 1, started_at: MIDNIGHT, duration_ms: -(2 ** 31) },
    data: { text: 'بسم الله', language: 'ar', segments: [{ start: 0, end: 1.5, text: '' }], empty: [] },
    ...{ error_name: null, error_message: null, error_stack: null, worker: '', run_id: 'r' },
  };
  const failed = {
    status: 'error',
    error_name: 'TimeoutError',
    error_message: 'انتهى',
    error_stack: 'at x\nat y',
  };
  log.transcripts.append(shown);
  log.transcripts.append(failed);
  log.transcripts.append({});
  await log.flush({ until: 'committed' });

  const chunks = await commands.queryDataset(
    `SELECT audio.path AS path, octet_length(audio.bytes)::int AS bytes, original_id, epoch_ms(start)::double AS start, has_speech, duration
     FROM read_parquet('data/audio_chunk/**/*.parquet') ORDER BY original_id NULLS LAST`,
  );
  expect(chunks).toEqual([
    {
      ...{ path: expect.stringMatching(/\.flac$/), bytes: expect.any(Number), original_id: 'درس المساء 7' },
      ...{ start: SUMMER, has_speech: true, duration: 1.5 },
    },
    { path: null, bytes: null, original_id: null, start: null, has_speech: null, duration: 0 },
  ]);
  const transcripts = await readTable('transcription', ['started_at'], ['data'], 'status NULLS LAST');
  const nulls = Object.fromEntries(Object.keys(shown).map((column) => [column, null]));
  expect(transcripts.map(({ row_id, revision, ...values }) => values)).toEqual([
    { ...nulls, ...failed },
    shown,
    nulls,
  ]);
}, 120_000);

test('[R9] the tables of pipelines load with their features as declared', async () => {
  const { configs, problems } = await commands.checkDataset();
  expect(problems).toEqual([]);
  expect([...configs].sort()).toEqual(['audio_chunk', 'log_line', 'stage_manifest', 'transcription']);
}, 60_000);
