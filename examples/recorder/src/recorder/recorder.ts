import type { RecitationRow } from '@parqueue/schema/presets';
import type { Level, Recording } from '@parqueue/sdk';
import type { RecorderLogger } from '../recorderLogger.ts';
import { type MicrophoneProblem, messageOf, microphoneProblem } from './microphoneProblem.ts';
import {
  type RecorderEffect,
  type RecorderEvent,
  type RecorderState,
  stepRecorder,
  type TakeClip,
} from './recorderState.ts';

/** A row that was just handed to the logger. */
export interface SavedRow {
  readonly rowId: string;
  readonly clip: TakeClip;
  readonly row: RecitationRow;
  readonly stored: Promise<void>;
}

export interface RecorderOptions {
  readonly log: RecorderLogger;
  /** The chosen microphone, if one was. */
  readonly deviceId: () => string | undefined;
  /** The row of the form, without its audio. */
  readonly row: () => RecitationRow;
  readonly changed: (state: RecorderState) => void;
  /** A take has begun, under this id. */
  readonly started: (recordingId: string) => void;
  readonly level: (level: Level) => void;
  /** Its sound was deleted, as the person asked. */
  readonly discarded: (recordingId: string) => void;
  readonly saved: (row: SavedRow) => void;
  /** Something failed that the dataset should know of too. */
  readonly failed: (message: string) => void;
  readonly delay: (delayMs: number) => Promise<void>;
}

export interface Recorder {
  state(): RecorderState;
  send(event: RecorderEvent): void;
}

/** A row is stored in milliseconds; where that takes longer, the list shows how it goes and the next take may begin. */
const STORED_WITHIN_MS = 1500;

/** Drives the state machine: does what its steps ask for, and tells it what came of that. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { log } = options;
  let state: RecorderState = { kind: 'idle' };
  let recording: Recording | undefined;
  /** Counts the questions for the microphone: the answer to an abandoned one is put away. */
  let question = 0;

  log.on('quota', ({ recordingId }) => {
    if (recordingId !== undefined && recordingId === recording?.recordingId) send({ kind: 'stop' });
  });

  function send(event: RecorderEvent): void {
    const before = state;
    const step = stepRecorder(state, event);
    if (step.state === state && !step.effect) return;
    state = step.state;
    options.changed(state);
    if (step.effect) perform(step.effect, before);
  }

  function perform(effect: RecorderEffect, before: RecorderState): void {
    if (effect === 'open') void open();
    else if (effect === 'abandon') question++;
    else if (effect === 'pause') recording?.pause();
    else if (effect === 'resume') recording?.resume();
    else if (effect === 'stop') void stop();
    else if (effect === 'cancel') cancel();
    else if (effect === 'save') void save();
    else deleteClips(before);
  }

  async function open(): Promise<void> {
    const asked = ++question;
    const deviceId = options.deviceId();
    try {
      const opened = await log.record(deviceId ? { deviceId } : {});
      if (asked !== question) return await opened.cancel();
      follow(opened);
      options.started(opened.recordingId);
      send({ kind: 'started' });
    } catch (error) {
      if (asked === question) fail(microphoneProblem(error));
    }
  }

  function follow(opened: Recording): void {
    recording = opened;
    opened.onLevel((level) => {
      if (recording === opened && state.kind === 'recording') options.level(level);
    });
    opened.onInterruption((interruption) => {
      if (recording === opened) send({ kind: 'interrupted', interruption });
    });
  }

  async function stop(): Promise<void> {
    if (!recording) return;
    try {
      const { clips } = await recording.stop();
      send({ kind: 'stopped', clips });
    } catch (error) {
      fail(microphoneProblem(error));
    }
  }

  function fail(problem: MicrophoneProblem): void {
    options.failed(`${problem.title}. ${problem.advice}`);
    send({ kind: 'failed', problem });
  }

  async function save(): Promise<void> {
    if (state.kind !== 'saving') return;
    const row = options.row();
    const stored = state.clips.map((clip) => {
      const handle = log.recitations.append({ audio: clip, ...row });
      options.saved({ rowId: handle.rowId, clip, row, stored: handle.stored });
      return handle.stored;
    });
    try {
      await Promise.race([Promise.all(stored), options.delay(STORED_WITHIN_MS)]);
      send({ kind: 'stored' });
    } catch (error) {
      options.failed(`Saving failed: ${messageOf(error)}`);
      send({ kind: 'saveFailed', problem: messageOf(error) });
    }
  }

  function deleteClips(before: RecorderState): void {
    const over = before.kind === 'confirming' ? before.over : before;
    const recordingId = over.kind === 'review' ? over.clips[0]?.recordingId : undefined;
    if (recordingId !== undefined) discard(recordingId, log.deleteRecording(recordingId));
  }

  function cancel(): void {
    if (recording) discard(recording.recordingId, recording.cancel());
  }

  function discard(recordingId: string, deleted: Promise<void>): void {
    options.discarded(recordingId);
    deleted.catch((error: unknown) => options.failed(`Discarding failed: ${messageOf(error)}`));
  }

  return { state: () => state, send };
}
