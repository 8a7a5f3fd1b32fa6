import type { StageManifestRow } from '@parqueue/schema/presets';

/** What is marked of a stage that is open: enough to close it when nobody does. */
export interface StageMark {
  readonly jobId: string;
  readonly stage: string;
  readonly stageNumber: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** When it last gave a sign, epoch milliseconds. */
  readonly lastAt: number;
  /** How it ended, from when it did until that is stored. */
  readonly end?: StageManifestRow;
}

export const writeMark = (mark: StageMark): string => JSON.stringify(mark);

/** A mark as it was written; undefined where it is none, such as of another version. */
export function parseMark(text: string): StageMark | undefined {
  try {
    const mark = JSON.parse(text) as Partial<StageMark> | null;
    if (typeof mark !== 'object' || mark === null) return undefined;
    const { jobId, stage, stageNumber, startedAt, lastAt, end } = mark;
    const isWhole =
      typeof jobId === 'string' &&
      typeof stage === 'string' &&
      [stageNumber, startedAt, lastAt].every((value) => Number.isFinite(value)) &&
      (end === undefined || (typeof end === 'object' && end !== null));
    return isWhole ? (mark as StageMark) : undefined;
  } catch {
    return undefined;
  }
}
