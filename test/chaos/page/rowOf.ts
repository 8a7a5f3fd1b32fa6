import type { AlignmentRow, RecitationErrorRow } from '@parqueue/sdk/presets';
import { seeded } from '../../support/seeded.ts';

/** Which table a row is for: JSON lines, Parquet, Parquet with audio. */
export type RowKind = 'j' | 'p' | 'a';

/**
 * The label of a row, which its whole content follows from: kind, round, tab, one page life in that tab, number. Whoever reads the dataset
 * knows from it what every cell has to be.
 */
export const labelOf = (kind: RowKind, tab: string, life: string, number: number): string =>
  `${kind}.${tab}.${life}.${number}`;

const LABEL = /^([jpa])\.(\d+)\.(\d+)\.[0-9a-z]+\.\d+$/;

export function parseLabel(label: string): { readonly kind: RowKind; readonly round: number } | undefined {
  const [, kind, round] = LABEL.exec(label) ?? [];
  return kind === undefined ? undefined : { kind: kind as RowKind, round: Number(round) };
}

export function errorRowOf(label: string): Required<Pick<RecitationErrorRow, 'verse_ref' | 'error_message'>> {
  const random = randomOf(label);
  return { verse_ref: label, error_message: spoken(random.text(120)) };
}

export type RunColumns = Pick<AlignmentRow, 'error' | 'num_segments' | 'asr_model' | 'segments'>;

export function runRowOf(label: string): RunColumns {
  const random = randomOf(label);
  return {
    error: label,
    num_segments: random.int(0, 1_000_000),
    asr_model: spoken(random.text(60)),
    segments: [runOf(label, 0)],
  };
}

/** The change that a row may get by `set`. */
export const changeOf = (label: string): { readonly total_time: number } => ({
  total_time: randomOf(label).int(0, 1e9) / 7,
});

/** The n-th run in `segments`: 0 from `append`, 1 from `push`. */
export const runOf = (label: string, n: number) => ({
  min_silence_ms: n,
  min_speech_ms: randomOf(`${label}/${n}`).int(0, 5_000),
  pad_ms: 0,
  asr_model: 'Base' as const,
  segments: [],
});

/** Half a surrogate pair becomes U+FFFD on the way (SC6), which is tested elsewhere. */
const spoken = (text: string): string => text.toWellFormed();

function randomOf(label: string) {
  let hash = 2166136261;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 16777619);
  return seeded(hash);
}
