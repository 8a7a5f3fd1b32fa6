import type { FaultsOptions } from './options.ts';
import { AUDIO_LOST_MAX_MS, type RoundResult } from './report.ts';

const SHOWN = 5;

/** What a round did that it must not, a line each, with how to repeat it; none for a round that kept its promises. */
export function failuresOf(
  result: RoundResult,
  { seed, isShort }: Pick<FaultsOptions, 'seed' | 'isShort'>,
): string[] {
  const { round, lost, duplicated, torn, recordings, problems, kinds } = result;
  const late = recordings
    .filter(({ lostMs, heardLostMs }) => (isShort ? heardLostMs : lostMs) > AUDIO_LOST_MAX_MS)
    .map(
      ({ recordingId, lostMs, heardLostMs, isCut }) =>
        `recording ${recordingId}${isCut ? ', cut,' : ''} lost its last ${Math.round(lostMs)} ms (of what was heard: ${Math.round(heardLostMs)} ms)`,
    );
  const found = [
    ...few('lost', lost),
    ...few('duplicated', duplicated),
    ...torn.map((text) => `torn: ${text}`),
    ...late,
    ...problems,
  ];
  if (found.length === 0) return [];
  return [
    ...found.map((text) => `  ✗ round ${round} (${kinds.join(', ')}): ${text}`),
    `  again: npm run faults -- ${isShort ? '--short ' : ''}--seed ${seed} --first ${round} --rounds 1`,
  ];
}

const few = (what: string, labels: readonly string[]): string[] =>
  labels.length === 0
    ? []
    : [
        `${what}: ${labels.slice(0, SHOWN).join(', ')}${labels.length > SHOWN ? ` and ${labels.length - SHOWN} more` : ''}`,
      ];
