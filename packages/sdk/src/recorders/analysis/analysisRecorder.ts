import type {
  RecitationErrorRow,
  RecitationRow,
  recitation,
  recitationError,
  VadInterval,
} from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { RowHandle } from '../../api/row.ts';
import { recorderPlatform } from '../../browser/recorderPlatform.ts';
import { messageOf } from './messageOf.ts';
import { quranRefProblem } from './quranRef.ts';
import { type ProblemOptions, tellProblems } from './tellProblems.ts';

/** One part of an analysed recitation. */
export interface AnalysisSegment {
  /** Quranic reference of the segment, such as `1:1`. */
  readonly segmentRef: string;
  /** Phonemes that the text asks for, separated by spaces. */
  readonly canonicalPhonemes: string;
  /** Phonemes that were heard, separated by spaces. */
  readonly detectedPhonemes: string;
}

/** The Tajweed settings of an analysis. */
export interface AnalysisSettings {
  /** Allowed deviation, as a fraction: 0.15 is 15 %. */
  readonly tolerance: number;
  /** Phoneme that an iqlab is read as, such as `m`. */
  readonly iqlabSound: string;
  /** Length of a ghunnah, in beats (harakat). */
  readonly ghunnahLength: number;
  /** Length of a madd ja'iz, in beats. */
  readonly jaizLength: number;
  /** Length of a madd wajib, in beats. */
  readonly wajibLength: number;
  /** Length of a madd 'arid, in beats. */
  readonly aridLength: number;
  /** Length of a madd lin, in beats. */
  readonly leenLength: number;
}

/** One analysed recitation. What is left out is null in the row. */
export interface Analysis {
  /** Quranic reference, such as `1:1`. */
  readonly verseRef: string;
  /** Arabic text of the verse. */
  readonly canonicalText?: string;
  /** What was heard, part by part. */
  readonly segments?: readonly AnalysisSegment[];
  /** Whether several models listened. */
  readonly multiModel?: boolean;
  /** The Tajweed settings that it was made with. */
  readonly settings?: AnalysisSettings;
  /** A clip, or a recording that still runs. */
  readonly audio?: RecitationRow['audio'];
  /** Where speech was found: start and end of each stretch, in seconds. */
  readonly vadTimestamps?: readonly VadInterval[];
}

/** What went wrong with a recitation. */
export interface AnalysisFailure {
  /** Quranic reference of the verse at hand, such as `1:1`. */
  readonly verseRef?: string;
  /** An error, or words. */
  readonly error: unknown;
}

/** The doors that an analysis recorder writes through. */
export interface AnalysisDoors {
  /** The door of a table {@link recitation}. */
  readonly recitations: TableDoor<typeof recitation>;
  /** The door of a table {@link recitationError}. */
  readonly errors: TableDoor<typeof recitationError>;
}

/** Logs analysed recitations, and what went wrong with them. */
export interface AnalysisRecorder {
  /**
   * Logs an analysis as a row. Returns at once and never throws; time and `user_id` are filled in. A reference that is none is logged as it
   * came, and told to `onProblem`.
   *
   * @example
   * ```ts
   * import { createAnalysisRecorder } from '@parqueue/sdk/analysis';
   *
   * const analyses = createAnalysisRecorder({ recitations: log.recitations, errors: log.errors });
   * const row = analyses.logAnalysis({
   *   verseRef: '1:1',
   *   canonicalText: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ',
   *   segments: [{ segmentRef: '1:1', canonicalPhonemes: 'b i s m i', detectedPhonemes: 'b i s m i' }],
   *   multiModel: false,
   *   audio: clip,
   *   vadTimestamps: [[0.42, 3.9]],
   * });
   * await row.stored;
   * ```
   */
  logAnalysis(analysis: Analysis): RowHandle<RecitationRow, never>;
  /**
   * Logs what went wrong as a row of the errors. Returns at once and never throws.
   *
   * @example
   * ```ts
   * import { createAnalysisRecorder } from '@parqueue/sdk/analysis';
   *
   * const analyses = createAnalysisRecorder({ recitations: log.recitations, errors: log.errors });
   * analyses.logError({ verseRef: '1:1', error: 'Audio loading failed' });
   * ```
   */
  logError(failure: AnalysisFailure): RowHandle<RecitationErrorRow, never>;
}

/**
 * Makes a recorder of analysed recitations. It does nothing until something is logged.
 *
 * @example
 * ```ts
 * import { createAnalysisRecorder } from '@parqueue/sdk/analysis';
 *
 * const analyses = createAnalysisRecorder({ recitations: log.recitations, errors: log.errors });
 * ```
 */
export function createAnalysisRecorder(
  { recitations, errors }: AnalysisDoors,
  { onProblem, environment = recorderPlatform() }: ProblemOptions = {},
): AnalysisRecorder {
  const checkRefs = (refs: readonly (string | undefined)[]) =>
    tellProblems(
      refs.flatMap((ref) => (ref === undefined ? [] : (quranRefProblem(ref) ?? []))),
      onProblem,
      environment,
    );
  return {
    logAnalysis(analysis) {
      const row = rowOr(analysis, analysisRow);
      if (row !== analysis)
        checkRefs([analysis.verseRef, ...(analysis.segments ?? []).map(({ segmentRef }) => segmentRef)]);
      return recitations.append(row as RecitationRow);
    },
    logError(failure) {
      const row = rowOr(failure, errorRow);
      if (row !== failure) checkRefs([failure.verseRef]);
      return errors.append(row as RecitationErrorRow);
    },
  };
}

/** What cannot be read at all goes to the door as it is, which refuses and counts it. */
function rowOr<T>(given: T, toRow: (given: T) => object): unknown {
  try {
    return toRow(given);
  } catch {
    return given;
  }
}

const analysisRow = ({ segments, settings, ...given }: Analysis): RecitationRow => ({
  audio: given.audio ?? null,
  verse_ref: given.verseRef,
  canonical_text: given.canonicalText ?? null,
  segments:
    segments?.map(({ segmentRef, canonicalPhonemes, detectedPhonemes }) => ({
      segment_ref: segmentRef,
      canonical_phonemes: canonicalPhonemes,
      detected_phonemes: detectedPhonemes,
    })) ?? null,
  multi_model: given.multiModel ?? null,
  settings:
    settings === undefined
      ? null
      : {
          tolerance: settings.tolerance,
          iqlab_sound: settings.iqlabSound,
          ghunnah_length: settings.ghunnahLength,
          jaiz_length: settings.jaizLength,
          wajib_length: settings.wajibLength,
          arid_length: settings.aridLength,
          leen_length: settings.leenLength,
        },
  vad_timestamps: given.vadTimestamps ?? null,
});

const errorRow = ({ verseRef, error }: AnalysisFailure): RecitationErrorRow => ({
  verse_ref: verseRef ?? null,
  error_message: messageOf(error),
});
