import type { PlayEndReason, PlayHistoryRow } from '@parqueue/schema/presets';
import type { ErrorCode } from '../../api/errors.ts';
import type { ChangeResult } from '../../api/row.ts';
import { describeError } from '../errors/describeError.ts';
import type { OpenMarks } from '../openMarks.ts';
import type { RecorderEnvironment } from '../recorderEnvironment.ts';
import { endColumns, errorColumns, metadataOf, openColumns, startColumns } from './playColumns.ts';
import type { PlayDoor, PlayEnd, PlayHandle, PlayTrack } from './playRecorder.ts';
import { beginPlay, type PlayEvent, stepPlay } from './playState.ts';

/** How often it is noted that a play still goes on: what a crash takes of its duration at most. */
const BEAT_MS = 5000;
/** Errors that come thick and fast are written together. */
const ERRORS_TOGETHER_MS = 1000;

export interface OpenPlayParts {
  readonly door: PlayDoor;
  readonly environment: RecorderEnvironment;
  readonly marks: OpenMarks;
  readonly ended: (play: OpenPlay) => void;
}

/** A play, with what only its recorder may do. */
export interface OpenPlay {
  readonly handle: PlayHandle;
  /** The page is left: what is known is written, as if it ended now. */
  leave(): void;
  /** The page is back, and the play goes on. */
  comeBack(): void;
}

/** Begins a play: appends its row, and marks it as open until its end is written. */
export function openPlay(track: PlayTrack, { door, environment, marks, ended }: OpenPlayParts): OpenPlay {
  const { now, monotonicMs, schedule } = environment;
  const [startedAt, startedMs] = [now(), monotonicMs()];
  let state = beginPlay(startedMs);
  let metadata = metadataOf(track.metadata);
  let ending: Promise<ChangeResult> | undefined;
  let stopBeat = () => {};
  let stopErrors: (() => void) | undefined;
  let isErrorNew = false;
  let isRefused = false;
  let lastMetadata: Readonly<Record<string, unknown>> = {};

  const row = door.append({
    ...startColumns(track, startedAt),
    metadata: Object.keys(metadata).length > 0 ? metadata : null,
  });
  const { rowId } = row;

  function step(event: PlayEvent): void {
    if (ending === undefined) state = stepPlay(state, event, monotonicMs());
  }

  function columnsAt(reason: PlayEndReason): PlayHistoryRow {
    step({ kind: 'tick' });
    if (typeof track.metadata === 'function') metadata = metadataOf(track.metadata);
    const times = { startedAt, startedMs, now: now(), nowMs: monotonicMs() };
    return endColumns(state, times, { reason, metadata: { ...metadata, ...lastMetadata } });
  }

  function mark(columns: PlayHistoryRow): void {
    if (!isRefused) marks.put(rowId, JSON.stringify(columns));
  }

  function beat(): void {
    mark(columnsAt('abandoned'));
    if (!isRefused) stopBeat = schedule(beat, BEAT_MS);
  }

  function writeErrors(): void {
    isErrorNew = false;
    void row.set(errorColumns(state));
    stopErrors = schedule(() => {
      stopErrors = undefined;
      if (isErrorNew) writeErrors();
    }, ERRORS_TOGETHER_MS);
  }

  function takeErrors({ hadErrors, errorMessage, errorCount }: PlayEnd): void {
    const message = typeof errorMessage === 'string' ? errorMessage : '';
    const told = Number.isSafeInteger(errorCount) ? (errorCount as number) : 0;
    const least = Math.max(told, hadErrors === true || message !== '' ? 1 : 0);
    const count = Math.max(0, least - state.errorCount);
    if (count > 0 || message !== '') step({ kind: 'error', message, count });
  }

  /** The mark stays until the end is known to be written: whoever finds it writes the same. */
  async function write(reason: PlayEndReason, isOver: () => boolean): Promise<ChangeResult> {
    stopBeat();
    stopErrors?.();
    stopErrors = undefined;
    const columns = columnsAt(reason);
    mark(columns);
    const result = await row.set(columns);
    if (isOver() && isSettled(result)) marks.remove(rowId);
    return result;
  }

  /** There is no row: nothing is remembered of it either. */
  function refuse(): void {
    stopBeat();
    isRefused = true;
    marks.remove(rowId);
  }

  const handle: PlayHandle = {
    rowId,
    row,
    get isEnded() {
      return ending !== undefined;
    },
    pause: () => step({ kind: 'pause' }),
    resume: () => step({ kind: 'resume' }),
    stall: () => step({ kind: 'stall' }),
    seek: () => step({ kind: 'seek' }),
    error(errorOrMessage) {
      if (ending !== undefined) return;
      step({
        kind: 'error',
        message: errorOrMessage === undefined ? '' : describeError(errorOrMessage).message,
      });
      mark(columnsAt(state.isAway ? 'page_left' : 'abandoned'));
      isErrorNew = true;
      if (stopErrors === undefined) writeErrors();
    },
    end(details) {
      if (ending !== undefined) return ending;
      const { reason = 'ended', metadata: last } = details ?? {};
      takeErrors(details ?? {});
      lastMetadata = metadataOf(last);
      const written = write(reason, () => true);
      ending = written;
      ended(play);
      return written;
    },
  };
  const play: OpenPlay = {
    handle,
    leave() {
      if (ending !== undefined) return;
      step({ kind: 'leave' });
      void write('page_left', () => state.isAway);
    },
    comeBack() {
      if (ending !== undefined || !state.isAway) return;
      step({ kind: 'return' });
      void row.set(openColumns(state, metadata));
      beat();
    },
  };
  beat();
  row.stored.catch((error: unknown) => {
    if (isSettled({ applied: false, reason: 'invalid', error: error as Error })) refuse();
  });
  return play;
}

/** One that the logger could not take, being closed, say, may be made in a later life; any other answer is the last word. */
export function isSettled(result: ChangeResult): boolean {
  if (result.applied || result.reason !== 'invalid') return true;
  return !LATER.has((result.error as Error & { readonly code?: unknown }).code);
}

const LATER: ReadonlySet<unknown> = new Set<ErrorCode>([
  'closed',
  'misconfigured',
  'engine_failed',
  'storage_failed',
]);
