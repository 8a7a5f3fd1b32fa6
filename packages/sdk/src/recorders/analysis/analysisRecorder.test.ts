import { recitation, recitationError } from '@parqueue/schema/presets';
import { expect, it } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { type Analysis, createAnalysisRecorder } from './analysisRecorder.ts';

function openRecorder() {
  const doors = { recitations: fakeDoor(recitation), errors: fakeDoor(recitationError) };
  const told: string[] = [];
  const recorder = createAnalysisRecorder(doors, { onProblem: (problem) => void told.push(problem) });
  return { ...doors, recorder, told };
}

const ANALYSIS: Analysis = {
  verseRef: '1:1',
  canonicalText: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ',
  segments: [{ segmentRef: '1:1', canonicalPhonemes: 'b i s m i', detectedPhonemes: 'b i s m' }],
  multiModel: true,
  settings: {
    ...{ tolerance: 0.15, iqlabSound: 'm', ghunnahLength: 2, jaizLength: 4, wajibLength: 4 },
    ...{ aridLength: 2, leenLength: 2 },
  },
  audio: { recordingId: '01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51', index: 0 },
  vadTimestamps: [
    [0.42, 3.9],
    [4.5, 6],
  ],
};

it('[AN1] {000.05} {000.06} {000.07} {000.08} {000.22} an analysis is a row with the columns and JSON of the document', async () => {
  const { recitations, recorder, told } = openRecorder();
  await recorder.logAnalysis(ANALYSIS).stored;
  const { segments, settings, vad_timestamps, ...values } = recitations.rows[0]?.values ?? {};
  expect(values).toEqual({
    audio: ['01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51', 0],
    timestamp: null,
    user_id: null,
    verse_ref: '1:1',
    canonical_text: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ',
    multi_model: true,
  });
  expect(JSON.parse(String(segments))).toEqual([
    { segment_ref: '1:1', canonical_phonemes: 'b i s m i', detected_phonemes: 'b i s m' },
  ]);
  expect(JSON.parse(String(settings))).toEqual({
    ...{ tolerance: 0.15, iqlab_sound: 'm', ghunnah_length: 2, jaiz_length: 4, wajib_length: 4 },
    ...{ arid_length: 2, leen_length: 2 },
  });
  expect(JSON.parse(String(vad_timestamps))).toEqual([
    [0.42, 3.9],
    [4.5, 6],
  ]);
  expect(told).toEqual([]);
});

it('[AN1] {000.22} what an analysis leaves out is null', () => {
  const { recitations, recorder } = openRecorder();
  recorder.logAnalysis({ verseRef: '1:1' });
  const { verse_ref, ...rest } = recitations.rows[0]?.values ?? {};
  expect(verse_ref).toBe('1:1');
  expect(Object.values(rest).filter((value) => value !== null)).toEqual([]);
});

it.each([
  ['Audio loading failed', 'Audio loading failed'],
  [new Error('Audio loading failed'), 'Audio loading failed'],
  [new DOMException('', 'NotAllowedError'), 'NotAllowedError'],
  [Object.create(null), 'an error that cannot be shown'],
])('[AN1] {000.18} {000.23} an error is a row of the errors, whatever was thrown', (error, message) => {
  const { errors, recorder } = openRecorder();
  recorder.logError({ verseRef: '1:1', error });
  recorder.logError({ error });
  expect(errors.rows.map(({ values }) => values)).toEqual([
    { timestamp: null, user_id: null, verse_ref: '1:1', error_message: message },
    { timestamp: null, user_id: null, verse_ref: null, error_message: message },
  ]);
});

it('[AN4] a wrong reference is logged as it came, and told', () => {
  const { recitations, errors, recorder, told } = openRecorder();
  recorder.logAnalysis({ ...ANALYSIS, verseRef: '1:8' });
  recorder.logError({ verseRef: 'x', error: 'no such verse' });
  expect(recitations.rows[0]?.values).toMatchObject({ verse_ref: '1:8' });
  expect(errors.rows[0]?.values).toMatchObject({ verse_ref: 'x' });
  expect(told).toEqual([
    'reference "1:8": surah 1 has the ayahs 1 to 7',
    expect.stringContaining('reference "x"'),
  ]);
});

it('[AN1] [R6] what is no analysis at all is refused by the door, and nothing is thrown', async () => {
  const { recitations, errors, recorder } = openRecorder();
  await expect(recorder.logAnalysis(null as never).stored).rejects.toThrow('expected a row, got null');
  await expect(recorder.logAnalysis({ verseRef: '1:1', segments: 7 } as never).stored).rejects.toThrow();
  await expect(recorder.logAnalysis({ verseRef: 7 } as never).stored).rejects.toThrow('expected string');
  await expect(recorder.logError(undefined as never).stored).rejects.toThrow('expected a row');
  expect([recitations.refusals.length, errors.refusals.length]).toEqual([3, 1]);
});
