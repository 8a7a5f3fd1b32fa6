import type { Environment } from '@parqueue/example-recorder/environment';
import { messageOf, microphoneProblem } from '@parqueue/example-recorder/recorder/microphoneProblem';
import type { Clip, Level, Recording } from '@parqueue/sdk';
import {
  type AlignmentHandle,
  createAlignmentRecorder,
  type RunSettings,
  type RunStats,
} from '@parqueue/sdk/analysis';
import type { AlignerLogger } from './alignerLogger.ts';
import { type Problem, soundProblem } from './alignerProblem.ts';
import { detectSpeech } from './pipeline/detectSpeech.ts';
import type { KnownSurah } from './pipeline/knownSurahs.ts';
import { type DealtSegment, dealWords, type StandIn, spreadWords } from './pipeline/standIn.ts';
import { findSame } from './uploads/upload.ts';
import type { UploadsModel } from './uploads/uploadsModel.ts';

/** What a run is made with. */
export interface WorkSettings extends RunSettings {
  readonly asrModel: StandIn;
  readonly surah: KnownSurah;
}

/** A run of this visit. */
export interface FinishedRun {
  /** From 1, over all visits. */
  readonly number: number;
  readonly settings: WorkSettings;
  readonly segments: readonly DealtSegment[];
  readonly stats: RunStats;
}

/** The sound at hand, and what was made of it. */
export interface Work {
  readonly rowId: string;
  readonly file: Blob;
  readonly samples: Float32Array;
  readonly durationS: number;
  /** Whether runs go to the row of an earlier upload of the same sound. */
  readonly isKnown: boolean;
  readonly runs: readonly FinishedRun[];
}

export type AlignerState =
  | { readonly kind: 'idle'; readonly problem?: Problem }
  | { readonly kind: 'asking' | 'recording' | 'reading' }
  | { readonly kind: 'ready'; readonly work: Work; readonly problem?: Problem };

export interface AlignerOptions {
  readonly log: AlignerLogger;
  readonly environment: Pick<Environment, 'decode' | 'now'>;
  readonly uploads: UploadsModel;
  readonly settings: () => WorkSettings;
  /** Loudness of the take that runs. */
  readonly hear: (level: Level) => void;
  readonly changed: () => void;
  /** A row was said something of. */
  readonly said: (rowId: string) => void;
}

/** From a sound to a row, and its runs. */
export interface Aligner {
  state(): AlignerState;
  record(): Promise<void>;
  stop(): Promise<void>;
  cancel(): Promise<void>;
  open(file: File): Promise<void>;
  /** Splits and transcribes with the settings as they are, and adds the run to the row. */
  run(): void;
  /** Spreads the words of the latest run over their segments: once for a row. */
  timeWords(): Promise<void>;
  /** Puts the sound away; its row goes on. */
  close(): void;
}

const SAMPLE_RATE = 16_000;
/** Why a row takes no further run. */
const REFUSED = {
  forgotten: 'this device no longer knows of the row. Choose the file again to begin another.',
  sealed: 'the row was sent, and its table has no revisions.',
  once: 'it was there already.',
} as const;

export function createAligner(options: AlignerOptions): Aligner {
  const { log, environment, uploads, settings, hear, changed, said } = options;
  const alignments = createAlignmentRecorder(log.runs);
  let state: AlignerState = { kind: 'idle' };
  let recording: Recording | undefined;
  let handle: AlignmentHandle | undefined;

  function become(next: AlignerState): void {
    state = next;
    changed();
  }

  /** Takes a clip that lies on this device to work on; the rest of a recording of more than 15 minutes is left. */
  async function take(clips: readonly Clip[], name: string): Promise<void> {
    const [clip] = clips;
    const file = clip && (await log.readClip(clip));
    if (!clip || !file) return become({ kind: 'idle', problem: soundProblem('empty') });
    const samples = await environment.decode(file);
    const same = findSame(uploads.all(), clip.pcmSha256);
    if (same) {
      handle = alignments.row(same.rowId, { runs: same.runs });
      void log.deleteRecording(clip.recordingId).catch(() => undefined);
    } else handle = alignments.start(clip);
    const { rowId, stored } = handle.row;
    if (!same) {
      const entry = { rowId, name, durationS: clip.durationS, pcmSha256: clip.pcmSha256 };
      const fresh = { runs: [], hasWords: false, state: { kind: 'saving' }, revisions: [] } as const;
      uploads.add({ ...entry, ...fresh, startedAt: environment.now() });
      stored.catch((error: unknown) => fail(rowId, error));
    }
    const durationS = samples.length / SAMPLE_RATE;
    const problem = clips.length > 1 ? { problem: soundProblem('long') } : {};
    const work = { rowId, file, samples, durationS, isKnown: same !== undefined, runs: [] };
    become({ kind: 'ready', work, ...problem });
    if (!same) run();
  }

  function fail(rowId: string, error: unknown): void {
    uploads.change(rowId, (upload) => ({ ...upload, state: { kind: 'failed', reason: messageOf(error) } }));
  }

  function run(): void {
    if (state.kind !== 'ready' || !handle) return;
    const { work } = state;
    const given = settings();
    const began = performance.now();
    const segments = dealWords(detectSpeech(work.samples, given), given.surah, given.asrModel);
    const { surah, ...runSettings } = given;
    const totalTimeS = (performance.now() - began) / 1000;
    const { stats, applied } = handle.addRun(runSettings, segments, { totalTimeS, surah: surah.surah });
    const number = (uploads.find(work.rowId)?.runs.length ?? 0) + 1;
    uploads.change(work.rowId, (upload) => ({ ...upload, runs: [...upload.runs, runSettings] }));
    tellFate(work.rowId, applied);
    become({
      ...state,
      work: { ...work, runs: [...work.runs, { number, settings: given, segments, stats }] },
    });
  }

  function tellFate(rowId: string, applied: ReturnType<AlignmentHandle['addRun']>['applied']): void {
    void applied.then((result) => {
      said(rowId);
      if (result.applied) return;
      uploads.change(rowId, (upload) => ({ ...upload, runs: upload.runs.slice(0, -1) }));
      const reason = result.reason === 'invalid' ? result.error.message : REFUSED[result.reason];
      if (state.kind === 'ready') become({ ...state, problem: soundProblem('refused', reason) });
    });
  }

  async function attempt(act: () => Promise<void>, problemOf: (error: unknown) => Problem): Promise<void> {
    try {
      await act();
    } catch (error) {
      recording = undefined;
      become({ kind: 'idle', problem: problemOf(error) });
    }
  }

  return {
    state: () => state,
    record: () =>
      attempt(async () => {
        become({ kind: 'asking' });
        const taken = await log.record();
        taken.onLevel(hear);
        taken.onInterruption((what) => void (what === 'device_lost' && stop()));
        recording = taken;
        become({ kind: 'recording' });
      }, microphoneProblem),
    stop,
    async cancel() {
      const running = recording;
      recording = undefined;
      become({ kind: 'idle' });
      await running?.cancel().catch(() => undefined);
    },
    open: (file) =>
      attempt(
        async () => {
          become({ kind: 'reading' });
          await take(await log.encode(file), file.name);
        },
        (error) => soundProblem('unreadable', messageOf(error)),
      ),
    run,
    async timeWords() {
      const latest = state.kind === 'ready' ? state.work.runs.at(-1) : undefined;
      if (state.kind !== 'ready' || !latest || !handle) return;
      const { rowId } = state.work;
      const timed = latest.segments.flatMap((segment, i) =>
        segment.ref ? [{ segmentIdx: i + 1, ref: segment.ref, words: spreadWords(segment) }] : [],
      );
      const result = await handle.setWordTimestamps(timed);
      uploads.change(rowId, (upload) => ({ ...upload, hasWords: result.applied || upload.hasWords }));
      said(rowId);
      changed();
    },
    close() {
      handle = undefined;
      become({ kind: 'idle' });
    },
  };

  function stop(): Promise<void> {
    const running = recording;
    if (!running) return Promise.resolve();
    recording = undefined;
    become({ kind: 'reading' });
    return attempt(
      async () => take((await running.stop()).clips, 'Recording'),
      (error) => soundProblem('unreadable', messageOf(error)),
    );
  }
}
