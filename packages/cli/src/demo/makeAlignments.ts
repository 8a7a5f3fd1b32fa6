import { isoSeconds } from '@parqueue/schema';
import { type AlignmentRun, type AlignmentSegment, alignment } from '@parqueue/schema/presets';
import { type DemoRevision, type DemoScene, type DemoTable, timesOf } from './demoData.ts';
import { VERSES } from './makeRecitations.ts';
import { synthesizeSpeech } from './synthesizeSpeech.ts';

/** Uploads to an aligner. Some are run again with other settings, which makes a later revision without the sound. */
export function makeAlignments(scene: DemoScene): DemoTable {
  const revisions: DemoRevision[] = [];
  for (const at of timesOf(scene, 4)) addUpload(scene, at, revisions);
  return { table: alignment, revisions };
}

function addUpload(scene: DemoScene, at: number, revisions: DemoRevision[]): void {
  const { random, users, endMs } = scene;
  const speech = random.happens(0.2)
    ? synthesizeSpeech(random, random.normal(5, 1), `upload-${random.hex(8)}`)
    : undefined;
  const durationS = speech?.durationS ?? Math.round(random.normal(22, 6) * 10) / 10;
  const hash = speech?.hash ?? random.hex(16);
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+Z/g, '');
  const first = makeRun(scene, durationS, { min_silence_ms: 200, asr_model: random.pick(['Base', 'Large']) });
  const row = {
    audio: speech ? { bytes: speech.bytes, path: speech.path } : null,
    audio_id: `${hash}:${stamp}`,
    timestamp: isoSeconds(at),
    user_id: random.pick(users),
    audio_duration_s: durationS,
    surah: 1,
    device: random.pick(['GPU', 'GPU', 'CPU']),
    ...columnsOf(scene, first, durationS),
    resegmented: false,
    retranscribed: false,
    segments: [first],
    word_timestamps: null,
    error: random.happens(0.04) ? 'CUDA error: device-side assert' : null,
    row_id: scene.idAt(at),
    revision: 0,
  };
  revisions.push({ writtenAt: at, row });
  const later = at + random.int(60_000, 900_000);
  if (!random.happens(0.25) || later >= endMs) return;
  const again = makeRun(scene, durationS, { min_silence_ms: 400, asr_model: 'Large' });
  const changes = { ...columnsOf(scene, again, durationS), resegmented: true, segments: [first, again] };
  revisions.push({ writtenAt: later, row: { ...row, ...changes, audio: null, revision: 1 } });
}

function makeRun(
  { random }: DemoScene,
  durationS: number,
  { min_silence_ms, asr_model }: Pick<AlignmentRun, 'min_silence_ms' | 'asr_model'>,
): AlignmentRun {
  const segments: AlignmentSegment[] = [];
  for (let start = 0.3, idx = 1; start < durationS - 1; idx++) {
    const end = Math.min(durationS, start + Math.max(0.8, random.normal(3.4, 0.9)));
    segments.push(segmentOf(random, { idx, start: round(start), end: round(end) }));
    start = end + Math.max(0.1, random.normal(0.6, 0.2));
  }
  return { min_silence_ms, min_speech_ms: 1_000, pad_ms: 100, asr_model, segments };
}

function segmentOf(
  random: DemoScene['random'],
  { idx, start, end }: Pick<AlignmentSegment, 'idx' | 'start' | 'end'>,
): AlignmentSegment {
  const verse = random.pick(VERSES);
  const isMissed = random.happens(0.06);
  const duration = round(end - start);
  return {
    idx,
    start,
    end,
    duration,
    ref: isMissed ? '' : `${verse.ref}:1-${verse.ref}:${verse.words}`,
    confidence: isMissed ? 0 : round(Math.min(1, random.normal(0.87, 0.07))),
    word_count: isMissed ? 0 : verse.words,
    ayah_span: isMissed ? 0 : 1,
    phoneme_count: Math.round(duration * random.normal(9, 1)),
    undersegmented: false,
    missing_words: random.happens(0.04),
    special_type: verse.ref === '1:1' && !isMissed ? 'Basmala' : null,
    error: isMissed ? 'no match' : null,
  };
}

/** The columns of the row that follow from its last run. */
function columnsOf({ random }: DemoScene, run: AlignmentRun, durationS: number) {
  const { segments } = run;
  const matched = segments.filter(({ word_count }) => word_count > 0);
  const durations = matched.map(({ duration }) => duration);
  const pauses = segments.slice(1).map(({ start }, i) => start - (segments[i]?.end ?? start));
  const spokenS = sum(durations);
  const words = sum(matched.map(({ word_count }) => word_count));
  const asr = random.skewed(durationS * 0.06, 0.3);
  const vad = random.skewed(0.2, 0.3);
  const queue = random.skewed(0.4, 0.8);
  const dp = random.skewed(0.3, 0.4);
  return {
    num_segments: segments.length,
    min_silence_ms: run.min_silence_ms,
    min_speech_ms: run.min_speech_ms,
    pad_ms: run.pad_ms,
    asr_model: run.asr_model,
    total_time: round(queue + vad + asr + dp),
    vad_queue_time: round(queue),
    vad_gpu_time: round(vad),
    asr_gpu_time: round(asr),
    dp_total_time: round(dp),
    segments_passed: segments.filter(({ confidence }) => confidence > 0).length,
    segments_failed: segments.filter(({ confidence }) => confidence <= 0).length,
    mean_confidence: segments.length === 0 ? null : round(mean(segments.map(({ confidence }) => confidence))),
    tier1_retries: random.int(0, 2),
    tier1_passed: random.int(0, 1),
    tier2_retries: random.int(0, 1),
    tier2_passed: 0,
    reanchors: random.int(0, 1),
    special_merges: random.int(0, 1),
    words_per_minute: spokenS > 0 ? round((words * 60) / spokenS) : null,
    phonemes_per_second: spokenS > 0 ? round(sum(matched.map((one) => one.phoneme_count)) / spokenS) : null,
    avg_segment_duration: durations.length > 0 ? round(mean(durations)) : null,
    std_segment_duration: durations.length > 0 ? round(deviation(durations)) : null,
    avg_pause_duration: pauses.length > 0 ? round(mean(pauses)) : null,
    std_pause_duration: pauses.length > 0 ? round(deviation(pauses)) : null,
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
