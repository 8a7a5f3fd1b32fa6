import type { RoundVerdict } from './judge/judge.ts';
import type { RecordingVerdict } from './judge/judgeRecording.ts';
import { KINDS } from './planRound.ts';

/** A crash loses at most so much of the end of a recording (R13). */
export const AUDIO_LOST_MAX_MS = 1_200;

/** What a round came to: its verdict, its faults, and what its tabs said at their end. */
export interface RoundResult extends RoundVerdict {
  readonly kinds: readonly string[];
  readonly problems: readonly string[];
}

export interface KindFigures {
  readonly kind: string;
  readonly rounds: number;
  readonly said: number;
  readonly stored: number;
  readonly arrived: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly torn: number;
  readonly unstoredLost: number;
  readonly recordings: number;
  readonly recordingsCut: number;
  readonly audioLostMsMax: number;
  readonly audioHeardLostMsMax: number;
  readonly gapFramesUncounted: number;
  readonly problems: number;
}

const sum = <T>(of: readonly T[], pick: (one: T) => number): number =>
  of.reduce((all, one) => all + pick(one), 0);
const max = (of: readonly number[]): number => of.reduce((most, one) => Math.max(most, one), 0);

function figuresOf(kind: string, results: readonly RoundResult[]): KindFigures {
  const recordings: RecordingVerdict[] = results.flatMap((result) => result.recordings);
  const cut = recordings.filter(({ isCut }) => isCut);
  return {
    kind,
    rounds: results.length,
    said: sum(results, ({ saidCount }) => saidCount),
    stored: sum(results, ({ storedCount }) => storedCount),
    arrived: sum(results, ({ arrivedCount }) => arrivedCount),
    lost: sum(results, ({ lost }) => lost.length),
    duplicated: sum(results, ({ duplicated }) => duplicated.length),
    torn: sum(results, ({ torn }) => torn.length),
    unstoredLost: sum(results, ({ unstoredLostCount }) => unstoredLostCount),
    recordings: recordings.length,
    recordingsCut: cut.length,
    audioLostMsMax: Math.round(max(recordings.map(({ lostMs }) => lostMs))),
    audioHeardLostMsMax: Math.round(max(recordings.map(({ heardLostMs }) => heardLostMs))),
    gapFramesUncounted: sum(recordings, ({ uncountedFrames }) => uncountedFrames),
    problems: sum(results, ({ problems }) => problems.length),
  };
}

/** By kind, then all. A round with several faults stands under each of them. */
export const figuresByKind = (results: readonly RoundResult[]): KindFigures[] => [
  ...KINDS.map((kind) =>
    figuresOf(
      kind,
      results.filter(({ kinds }) => kinds.includes(kind)),
    ),
  ).filter(({ rounds }) => rounds > 0),
  figuresOf('**all**', results),
];

const COLUMNS: readonly [head: string, key: keyof KindFigures][] = [
  ['fault', 'kind'],
  ['rounds', 'rounds'],
  ['rows said', 'said'],
  ['stored', 'stored'],
  ['arrived', 'arrived'],
  ['lost', 'lost'],
  ['duplicated', 'duplicated'],
  ['torn', 'torn'],
  ['recordings (cut)', 'recordings'],
  ['audio end lost, max', 'audioLostMsMax'],
  ['of what was heard', 'audioHeardLostMsMax'],
  ['gap frames uncounted', 'gapFramesUncounted'],
];

/** The table as Markdown. */
export function markdownOf(figures: readonly KindFigures[]): string {
  const cell = (one: KindFigures, key: keyof KindFigures) => {
    if (key === 'recordings') return `${one.recordings} (${one.recordingsCut})`;
    const value = one[key];
    if (typeof value === 'string') return value;
    return `${value.toLocaleString('en')}${key.includes('LostMs') ? ' ms' : ''}`;
  };
  const rows = figures.map((one) => COLUMNS.map(([, key]) => cell(one, key)));
  const heads = COLUMNS.map(([head]) => head);
  const rule = COLUMNS.map((_, i) => (i === 0 ? '---' : '--:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** With none lost of `count`, the share that is lost is, with 95 % confidence, below this: the rule of three. */
export const boundOf = (count: number): number => (count === 0 ? 1 : 3 / count);
