import { alignment } from '@parqueue/schema/presets';
import { describe, expect, it } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { workedRun } from '../../testing/workedRun.ts';
import type { RunSegment, RunSettings } from './alignmentInput.ts';
import { createAlignmentRecorder } from './alignmentRecorder.ts';

const { settings, segments, profile } = workedRun;
const CLIP = { recordingId: '01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51', index: 0 };
const RUN_COLUMNS = {
  ...{ min_silence_ms: 200, min_speech_ms: 1_000, pad_ms: 100, asr_model: 'Base', device: 'GPU' },
  ...{ num_segments: 4, surah: 2 },
  ...{ total_time: 3.2, vad_queue_time: 0.1, vad_gpu_time: 0.4, asr_gpu_time: 1.1, dp_total_time: 0.7 },
  ...{
    tier1_retries: 2,
    tier1_passed: 1,
    tier2_retries: 1,
    tier2_passed: 0,
    reanchors: 1,
    special_merges: 0,
  },
  ...{ segments_passed: 3, segments_failed: 1, error: null, resegmented: false, retranscribed: false },
};

function openRecorder({ isSilent = true } = {}) {
  const door = fakeDoor(alignment);
  const printed: string[] = [];
  const told: string[] = [];
  const recorder = createAlignmentRecorder(door, {
    printSummary: true,
    ...(isSilent && { onProblem: (problem: string) => void told.push(problem) }),
    environment: {
      ...{ now: () => 0, monotonicMs: () => 0, newId: () => 'id', schedule: () => () => {} },
      print: (level, line) => void printed.push(`${level}: ${line}`),
    },
  });
  const values = (row = 0) => door.rows[row]?.values as Record<string, unknown>;
  const runs = () => JSON.parse(String(values()['segments']) || '[]') as { segments: object[] }[];
  return { door, recorder, printed, told, values, runs };
}

const segment = (given: Partial<RunSegment> = {}): RunSegment => ({
  ...{ startS: 0, endS: 2, ref: '112:1:1-112:1:4', confidence: 0.9, wordCount: 4, phonemeCount: 20 },
  ...given,
});

describe('alignment recorder', () => {
  it('[AN5] {000.25} {000.31} an upload is a row at once, with its sound and what is known', () => {
    const { door, recorder, values } = openRecorder();
    const upload = recorder.start(CLIP, {
      audioDurationS: 20.5,
      audioId: 'a3f7b2c91e04d8f2:20260203T141532',
    });
    expect(door.rows).toHaveLength(1);
    expect(upload.row.rowId).toBe(door.rows[0]?.rowId);
    expect(values()).toMatchObject({
      audio: [CLIP.recordingId, 0],
      audio_duration_s: 20.5,
      audio_id: 'a3f7b2c91e04d8f2:20260203T141532',
      resegmented: false,
      retranscribed: false,
      segments: null,
    });
  });

  it('[AN2] [AN5] {000.32} {000.33} {000.34} {000.44} {000.45} {000.46} {000.48} the columns of a run come from its settings, segments and profile', async () => {
    const { recorder, values } = openRecorder();
    const { applied, stats, problems } = recorder.start(CLIP).addRun(settings, segments, profile);
    expect(await applied).toEqual({ applied: true, kept: [] });
    expect(problems).toEqual([]);
    expect(values()).toMatchObject(RUN_COLUMNS);
    expect(values()['words_per_minute']).toBeCloseTo(120, 6);
    expect(values()['std_pause_duration']).toBe(stats.stdPauseDurationS);
    expect(values()['mean_confidence']).toBeCloseTo(0.6, 9);
  });

  it('[AN3] [AN5] {000.38} {000.39} {000.40} a run object has its settings and the thirteen fields of each segment', () => {
    const { recorder, runs } = openRecorder();
    recorder.start(CLIP).addRun(settings, segments, profile);
    const [run] = runs();
    expect(run).toMatchObject({ min_silence_ms: 200, min_speech_ms: 1_000, pad_ms: 100, asr_model: 'Base' });
    expect(run?.segments[0]).toEqual({
      ...{ idx: 1, start: 0.512, end: 3.841, duration: 3.329, ref: '2:255:1-2:255:5', confidence: 0.87 },
      ...{ word_count: 5, ayah_span: 1, phoneme_count: 42, undersegmented: false, missing_words: false },
      ...{ special_type: null, error: null },
    });
    expect(run?.segments[2]).toMatchObject({ ayah_span: 2, missing_words: true, undersegmented: false });
    expect(run?.segments[3]).toMatchObject({
      idx: 4,
      ref: '',
      ayah_span: 0,
      error: 'nothing matched \u{1f614}',
    });
  });

  it('[AN6] {000.25} {000.26} a later run takes the place of the columns, and appends itself to the runs', () => {
    const { recorder, values, runs } = openRecorder();
    const upload = recorder.start(CLIP);
    upload.addRun(settings, segments, { ...profile, error: new Error('late model') });
    expect(values()['error']).toBe('late model');
    const second = { minSilenceMs: 600, minSpeechMs: 1_500, padMs: 300, asrModel: 'Base' };
    upload.addRun(second, [segment({ startS: 1, endS: 3 })], { totalTimeS: 1 });
    expect(values()).toMatchObject({
      ...{ min_silence_ms: 600, num_segments: 1, surah: 112, words_per_minute: 120, segments_failed: 0 },
      ...{ total_time: 1, vad_gpu_time: null, tier1_retries: null, device: null, error: null },
    });
    expect(runs().map(({ segments }) => segments.length)).toEqual([4, 1]);
  });

  const other = (change: Partial<RunSettings>): RunSettings => ({ ...settings, ...change });
  it.each([
    [[settings], false, false],
    [[settings, settings], false, false],
    [[settings, other({ minSilenceMs: 201 })], true, false],
    [[settings, other({ minSpeechMs: 1 })], true, false],
    [[settings, other({ padMs: 0 })], true, false],
    [[settings, other({ asrModel: 'Large' })], false, true],
    [[settings, other({ device: 'CPU' })], false, false],
    [[settings, other({ padMs: 0 }), settings], true, false],
    [[settings, other({ padMs: 0 }), other({ padMs: 0, asrModel: 'Large' })], true, true],
  ])('[AN7] {000.36} runs with %j: resegmented %s, retranscribed %s', (runs, resegmented, retranscribed) => {
    const { recorder, values } = openRecorder();
    const upload = recorder.start(CLIP);
    for (const one of runs) upload.addRun(one, []);
    expect(values()).toMatchObject({ resegmented, retranscribed });
  });

  it('[AN7] [AN8] {000.27} {000.36} an upload of an earlier visit is found again, and its flags go on from the runs it is said to have', () => {
    const { recorder, values, runs } = openRecorder();
    const { row } = recorder.start(CLIP);
    recorder.row(row.rowId).addRun(settings, []);
    expect(values(), 'nothing is known of earlier runs').toMatchObject({ resegmented: false });
    recorder.row(row.rowId, { runs: [settings] }).addRun(other({ asrModel: 'Large' }), []);
    expect(values()).toMatchObject({ resegmented: false, retranscribed: true });
    recorder.row(row.rowId).addRun(settings, []);
    expect(values(), 'a flag stays').toMatchObject({ retranscribed: true });
    expect(runs()).toHaveLength(3);
  });

  it('[AN9] {000.42} timed words are set once', async () => {
    const { recorder, values } = openRecorder();
    const upload = recorder.start(CLIP);
    const words = [{ word: 'ٱللَّهُ', startS: 0.512, endS: 0.841 }];
    await upload.setWordTimestamps([{ segmentIdx: 1, ref: '2:255:1-2:255:5', words }]);
    await upload.setWordTimestamps([]);
    expect(JSON.parse(String(values()['word_timestamps']))).toEqual([
      { segment_idx: 1, ref: '2:255:1-2:255:5', words: [{ word: 'ٱللَّهُ', start: 0.512, end: 0.841 }] },
    ]);
  });

  it.each([
    [
      segment({ ref: '2:287:1-2:287:2', ayahSpan: 1 }),
      'segment 1: reference "2:287:1-2:287:2": surah 2 has the ayahs 1 to 286',
    ],
    [segment({ ref: '112:1' }), 'segment 1: reference "112:1": expected words, as in 2:255:1-2:255:5'],
    [segment({ ayahSpan: 3 }), 'segment 1: reference "112:1:1-112:1:4" spans 1 ayahs, not 3'],
    [segment({ ref: '' }), 'segment 1: has 4 words and no reference'],
    [segment({ confidence: 1.2 }), 'segment 1: expected a confidence of 0 to 1, got 1.2'],
    [segment({ endS: -1 }), 'segment 1: goes from 0 s to -1 s'],
  ])('[AN4] {000.41} what is doubtful is logged as it came, and told: %o', (doubtful, problem) => {
    const { recorder, told, runs } = openRecorder();
    const { problems } = recorder.start(CLIP).addRun(settings, [doubtful]);
    expect(problems).toEqual([problem]);
    expect(told).toEqual([problem]);
    expect(runs()[0]?.segments[0]).toMatchObject({ ref: doubtful.ref, confidence: doubtful.confidence });
  });

  it('[AN4] {000.41} a formula needs no reference, and a single word is one', () => {
    const { recorder, told } = openRecorder();
    recorder.start(CLIP).addRun(settings, [segment({ ref: '112:1:1' })]);
    recorder.start(CLIP).addRun(settings, [segment({ ref: '', specialType: "Isti'adha+Basmala" })]);
    expect(told).toEqual([]);
  });

  it('[AN5] {000.31} the surah is what is said, else the one of most references; a wrong one is told and left out', () => {
    const { recorder, values, told } = openRecorder();
    const upload = recorder.start(CLIP);
    const three = [segment({ ref: '113:1:1-113:1:4' }), segment(), segment()];
    upload.addRun(settings, three);
    expect(values()['surah']).toBe(112);
    upload.addRun(settings, three, { surah: 113, numSegments: 9 });
    expect(values()).toMatchObject({ surah: 113, num_segments: 9 });
    upload.addRun(settings, [], { surah: 115 });
    expect(values()['surah']).toBeNull();
    expect(told).toEqual(['reference "115": surahs go from 1 to 114']);
  });

  it('[AN5] {000.37} a pipeline that failed is told in the row, until a run comes', async () => {
    const { recorder, values } = openRecorder();
    const upload = recorder.start(undefined);
    await upload.fail(new RangeError('out of memory'));
    expect(values()).toMatchObject({ audio: null, error: 'out of memory' });
    upload.addRun(settings, segments);
    expect(values()['error']).toBeNull();
  });

  it('[AN10] {000.35} prints a summary of each run when told to', () => {
    const { recorder, printed } = openRecorder();
    recorder.start(CLIP).addRun(settings, [...segments, segment({ wordCount: 21 })], profile);
    expect(printed).toEqual([
      [
        'info: run: Base, silence 200 ms, speech 1000 ms, pad 100 ms',
        'segments: 5, 4 passed, 1 failed, mean confidence 0.66',
        'speed: 180.0 words/min, 14.4 phonemes/s',
        'segment: 4.25 s ± 1.76 s',
        'pause: 0.80 s ± 0.30 s',
        'undersegmented: 5',
      ].join('\n'),
    ]);
  });

  it('[AN1] [R6] nothing is thrown: what cannot be read is answered as invalid, and a listener that throws disturbs nothing', async () => {
    const { recorder, values, printed } = openRecorder({ isSilent: false });
    const upload = recorder.start(CLIP);
    const { applied, problems, stats } = upload.addRun(undefined as never, [null as never]);
    expect(await applied).toMatchObject({ applied: false, reason: 'invalid' });
    expect(problems[0]).toContain('expected settings and segments of a run');
    expect(stats.wordsPerMinute).toBeNull();
    expect(await upload.setWordTimestamps(7 as never)).toMatchObject({ applied: false, reason: 'invalid' });
    expect(printed[0]).toContain('warn: parqueue: expected settings and segments');
    expect(values()['segments']).toBeNull();

    const thrower = createAlignmentRecorder(fakeDoor(alignment), {
      onProblem: () => {
        throw new Error('the listener');
      },
    });
    const said = thrower.start(CLIP).addRun(settings, [segment({ ref: 'x' })]);
    expect(await said.applied).toMatchObject({ applied: true });
  });

  it('[AN4] without a listener the console gets one line a run, however much is doubtful', () => {
    const { recorder, printed } = openRecorder({ isSilent: false });
    recorder.start(CLIP).addRun(
      settings,
      Array.from({ length: 9 }, () => segment({ ref: 'x' })),
    );
    expect(printed[0]).toMatch(/^warn: parqueue: segment 1: reference "x".*; segment 3: .*; 6 more$/);
    expect(printed).toHaveLength(2);
  });

  it('[AN1] a value that no column takes is refused by the door, which counts it', async () => {
    const { door, recorder } = openRecorder();
    const upload = recorder.start(CLIP);
    const half = { ...settings, padMs: 0.5 };
    expect(await upload.addRun(half, segments).applied).toMatchObject({ applied: false, reason: 'invalid' });
    expect(door.refusals[0]?.message).toContain('alignment.pad_ms: expected int32');
  });
});
