import type { AlignmentRow, alignment } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ChangeResult, RowHandle } from '../../api/row.ts';
import { recorderPlatform } from '../../browser/recorderPlatform.ts';
import { runColumns, runOf, wordTimestampsOf } from './alignmentColumns.ts';
import type { RunProfile, RunSegment, RunSettings, SegmentWords } from './alignmentInput.ts';
import { messageOf } from './messageOf.ts';
import { runProblems, wordProblems } from './runProblems.ts';
import { type RunStats, runStats } from './runStats.ts';
import { createSessionFlags } from './sessionFlags.ts';
import { summarizeRun } from './summarizeRun.ts';
import { type ProblemOptions, tellProblems } from './tellProblems.ts';

/**
 * How an alignment recorder behaves.
 *
 * @example
 * ```ts
 * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
 *
 * const alignments = createAlignmentRecorder(log.runs, { printSummary: true });
 * ```
 */
export interface AlignmentRecorderOptions extends ProblemOptions {
  /** Whether each run is told on the console, in a few lines. Default: false. */
  readonly printSummary?: boolean;
}

/** What is known of an upload besides its sound. */
export interface AlignmentFacts {
  /** Length of the audio, in seconds, where the row gets none. Default: that of the clip. */
  readonly audioDurationS?: number;
  /** Id of the audio, where the row gets none: `a3f7b2c91e04d8f2:20260203T141532`. Default: that of the clip. */
  readonly audioId?: string;
}

/** What is known of a row of an earlier visit. */
export interface EarlierRuns {
  /** The settings of the runs that it has, in order, so that the session flags come out right. */
  readonly runs?: readonly RunSettings[];
}

/** A run that was given to its row. */
export interface AddedRun {
  /** What was reckoned from its segments. */
  readonly stats: RunStats;
  /** What is doubtful about it, in words; it was logged all the same. */
  readonly problems: readonly string[];
  /** What became of the change. Never rejects. */
  readonly applied: Promise<ChangeResult>;
}

/** One upload, and all that is done with it. */
export interface AlignmentHandle {
  /** Its row: `stored`, `committed`, `state()` and all else. */
  readonly row: RowHandle<AlignmentRow, 'segments'>;
  /**
   * Adds a run: its columns take the place of the run before, its segments are appended to `segments` with their settings, all in one
   * change. Statistics are reckoned from the segments, and so are the session flags from the settings: `resegmented` once silence, speech or
   * padding is another, `retranscribed` once the model is. A wrong reference is logged as it came, and told. Never throws.
   *
   * @example
   * ```ts
   * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
   *
   * const upload = createAlignmentRecorder(log.runs).start(clip);
   * const { stats, applied } = upload.addRun(
   *   { minSilenceMs: 200, minSpeechMs: 1_000, padMs: 100, asrModel: 'Base', device: 'GPU' },
   *   [{ startS: 0.512, endS: 3.841, ref: '2:255:1-2:255:5', confidence: 0.87, wordCount: 5, phonemeCount: 42 }],
   *   { totalTimeS: 3.2, asrGpuTimeS: 1.1 },
   * );
   * console.log(stats.wordsPerMinute); // 90.12…
   * const result = await applied;
   * ```
   */
  addRun(settings: RunSettings, segments: readonly RunSegment[], profile?: RunProfile): AddedRun;
  /**
   * Sets the timed words, once: a second time answers `once`. Never throws or rejects.
   *
   * @example
   * ```ts
   * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
   *
   * await createAlignmentRecorder(log.runs)
   *   .row('01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51')
   *   .setWordTimestamps([
   *     { segmentIdx: 1, ref: '112:1:1-112:1:4', words: [{ word: 'قُلْ', startS: 0.512, endS: 0.841 }] },
   *   ]);
   * ```
   */
  setWordTimestamps(segments: readonly SegmentWords[]): Promise<ChangeResult>;
  /**
   * Says that the whole pipeline failed, where there is no run to add. A later run takes the error away. Never throws or rejects.
   *
   * @example
   * ```ts
   * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
   *
   * const upload = createAlignmentRecorder(log.runs).start(clip);
   * await upload.fail(new Error('the model did not load'));
   * ```
   */
  fail(error: unknown): Promise<ChangeResult>;
}

/** Logs uploads to an aligner, and the runs over them. */
export interface AlignmentRecorder {
  /**
   * Logs an upload, with its sound at once, so that it is safe whatever the pipeline does. Returns at once and never throws.
   *
   * @param audio a clip, a recording that still runs, or nothing where audio is off.
   * @example
   * ```ts
   * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
   *
   * const upload = createAlignmentRecorder(log.runs, { printSummary: true }).start(clip);
   * await upload.row.stored;
   * ```
   */
  start(audio: AlignmentRow['audio'], facts?: AlignmentFacts): AlignmentHandle;
  /**
   * Finds an upload again by the id of its row, in this visit or a later one. Without the runs that it has, the session flags stay as they
   * are, or become true by what is added here.
   *
   * @example
   * ```ts
   * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
   *
   * const upload = createAlignmentRecorder(log.runs).row('01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51');
   * const { kind } = await upload.row.state();
   * ```
   */
  row(rowId: string, earlier?: EarlierRuns): AlignmentHandle;
}

/**
 * Makes a recorder of alignment runs. It does nothing until something is logged.
 *
 * @param door of a table `alignment`.
 * @example
 * ```ts
 * import { createAlignmentRecorder } from '@parqueue/sdk/analysis';
 *
 * const alignments = createAlignmentRecorder(log.runs);
 * ```
 */
export function createAlignmentRecorder(
  door: TableDoor<typeof alignment>,
  { printSummary = false, onProblem, environment = recorderPlatform() }: AlignmentRecorderOptions = {},
): AlignmentRecorder {
  const tell = (problems: readonly string[]) => tellProblems(problems, onProblem, environment);

  function handle(
    row: RowHandle<AlignmentRow, 'segments'>,
    before?: readonly RunSettings[],
  ): AlignmentHandle {
    const flags = createSessionFlags(before);
    return {
      row,
      addRun(settings, segments, profile = {}) {
        try {
          const run = runOf(settings, segments);
          const stats = runStats(run.segments);
          const problems = runProblems(run, profile.surah);
          const columns = runColumns(settings, run, profile, stats);
          const applied = row.set({ ...columns, ...flags.after(settings), segments: [run] });
          tell(problems);
          if (printSummary) environment.print('info', summarizeRun(run, stats));
          return { stats, problems, applied };
        } catch (error) {
          return { stats: runStats([]), ...refused(error) };
        }
      },
      setWordTimestamps(segments) {
        try {
          const words = wordTimestampsOf(segments);
          const applied = row.set({ word_timestamps: words });
          tell(wordProblems(words));
          return applied;
        } catch (error) {
          return refused(error).applied;
        }
      },
      fail: (error) => row.set({ error: messageOf(error) }),
    };
  }

  /** What cannot be read at all: nothing of it reaches the row. */
  function refused(thrown: unknown): Pick<AddedRun, 'problems' | 'applied'> {
    const error = new TypeError(`expected settings and segments of a run: ${messageOf(thrown)}`);
    tell([error.message]);
    return {
      problems: [error.message],
      applied: Promise.resolve({ applied: false, reason: 'invalid', error }),
    };
  }

  return {
    start(audio, facts = {}) {
      const { audioDurationS, audioId } = facts;
      const row = door.append({
        audio: audio ?? null,
        ...(audioDurationS !== undefined && { audio_duration_s: audioDurationS }),
        ...(audioId !== undefined && { audio_id: audioId }),
        resegmented: false,
        retranscribed: false,
      });
      return handle(row, []);
    },
    row: (rowId, { runs } = {}) => handle(door.row(rowId), runs),
  };
}
