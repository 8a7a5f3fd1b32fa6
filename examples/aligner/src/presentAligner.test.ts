import { expect, it } from 'vitest';
import type { AlignerState } from './aligner.ts';
import { presentAligner, runWord } from './presentAligner.ts';

const SETTINGS = { minSilenceMs: 200, minSpeechMs: 600, padMs: 100, asrModel: 'Base' };

it.each([
  [undefined, 'Split and transcribe'],
  [{}, 'Run again'],
  [{ padMs: 0 }, 'Split again'],
  [{ asrModel: 'Large' }, 'Transcribe again'],
  [{ minSpeechMs: 1, asrModel: 'Large' }, 'Split and transcribe again'],
])('after a run with %j the next one is: %s', (other, word) => {
  expect(runWord(SETTINGS, other && { ...SETTINGS, ...other })).toBe(word);
});

it.each([
  [{ kind: 'idle' }, 'Record', 'record'],
  [{ kind: 'asking' }, 'Waiting', undefined],
  [{ kind: 'recording' }, 'Stop', 'stop'],
  [{ kind: 'reading' }, 'Reading the sound', undefined],
] as const)('%o offers %s', (state, word, action) => {
  const { primary } = presentAligner({
    ...{ state, settings: SETTINGS, runs: [], isPlaying: false, hasWords: false },
  });
  expect([primary.word, primary.action]).toEqual([word, action]);
});

it('words are timed once, and only after a run', () => {
  const work = { rowId: 'a', file: new Blob(), samples: new Float32Array(), durationS: 1, isKnown: true };
  const others = (runs: readonly unknown[], hasWords: boolean) => {
    const state = { kind: 'ready', work: { ...work, runs } } as unknown as AlignerState;
    return presentAligner({ ...{ state, settings: SETTINGS, runs: [], isPlaying: false, hasWords } }).others;
  };
  expect(others([], false)[1]).toMatchObject({ word: 'Time words' });
  expect(others([], false)[1]?.action).toBeUndefined();
  expect(others([{}], false)[1]?.action).toBe('words');
  expect(others([{}], true)[1]).toEqual({ word: 'Words timed', icon: 'save' });
});
