import type { logLine, StageManifestRow, stageManifest } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { OpenMarks } from '../openMarks.ts';
import { stageError } from './errorDetail.ts';
import { createJobLog, type JobLogOptions } from './jobLog.ts';
import { parseMark, type StageMark } from './leftMark.ts';
import type { StageEnvironment } from './stageEnvironment.ts';

/** A stage that an earlier page or process left open, and that is closed now. */
export interface ClosedStage {
  /** Row of its manifest. */
  readonly rowId: string;
  /** Its job. */
  readonly jobId: string;
  /** Its name. */
  readonly stage: string;
  /** From 1. */
  readonly stageNumber: number;
  /** `failed`, or the end that it had come to and that was not stored yet. */
  readonly status: string;
  /** Whether its manifest says so now; this device may not know the row any longer, or never have stored it. */
  readonly isApplied: boolean;
}

export interface CloseLeftParts extends Omit<JobLogOptions, 'jobId' | 'lines' | 'environment'> {
  readonly manifests: TableDoor<typeof stageManifest>;
  readonly lines: TableDoor<typeof logLine>;
  readonly marks: OpenMarks;
  readonly environment: StageEnvironment;
}

const WORDS = 'It was left open: the page or process that ran it ended before it did';

/** Closes what was left open. Never rejects. */
export async function closeLeft(parts: CloseLeftParts): Promise<readonly ClosedStage[]> {
  const left = await parts.marks.takeLeft();
  const closed = await Promise.all(left.map(({ id, value }) => closeOne(parts, id, value)));
  return closed.filter((stage) => stage !== undefined);
}

async function closeOne(
  parts: CloseLeftParts,
  rowId: string,
  value: string,
): Promise<ClosedStage | undefined> {
  const mark = parseMark(value);
  if (mark === undefined) return undefined;
  const change = mark.end ?? failedEnd(mark, parts.environment.now());
  const result = await parts.manifests.row(rowId).set(change);
  // The logger could not take it now: whoever comes after this life tries again.
  if (!result.applied && result.reason === 'invalid') parts.marks.put(rowId, value);
  const { jobId, stage, stageNumber } = mark;
  if (mark.end === undefined)
    createJobLog({ ...parts, jobId }).tell('failed', `Stage ${stage}: FAILED: ${WORDS}`, {
      stage,
      level: 'ERROR',
    });
  return { rowId, jobId, stage, stageNumber, status: String(change.status), isApplied: result.applied };
}

function failedEnd({ startedAt, lastAt }: StageMark, nowMs: number): StageManifestRow {
  return {
    status: 'failed',
    completed_at: lastAt,
    duration_seconds: Math.max(0, lastAt - startedAt) / 1000,
    errors: [stageError(nowMs, WORDS)],
  };
}
