import { audio, bool, json, string } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/** One part of a recitation, as the analysis split it. */
export interface RecitationSegment {
  /** Quranic reference `surah:ayah` of the segment, such as `1:1`. */
  readonly segment_ref: string;
  /** Phonemes that the text asks for, separated by spaces: `b i s m i …`. */
  readonly canonical_phonemes: string;
  /** Phonemes that were heard, separated by spaces. */
  readonly detected_phonemes: string;
}

/** The Tajweed settings of an analysis. */
export interface TajweedSettings {
  /** Allowed deviation, as a fraction: 0.15 is 15 %. */
  readonly tolerance: number;
  /** Phoneme that an iqlab is read as, such as `m`. */
  readonly iqlab_sound: string;
  /** Length of a ghunnah, in beats (harakat). */
  readonly ghunnah_length: number;
  /** Length of a madd ja'iz, in beats. */
  readonly jaiz_length: number;
  /** Length of a madd wajib, in beats. */
  readonly wajib_length: number;
  /** Length of a madd 'arid, in beats. */
  readonly arid_length: number;
  /** Length of a madd lin, in beats. */
  readonly leen_length: number;
}

/** Start and end of a stretch of speech, in seconds from the start of the audio. */
export type VadInterval = readonly [startS: number, endS: number];

/**
 * One analysed recitation: the exact columns of a dataset that a `recitation_app` has filled before, so that old and new files load as
 * one table. Its older files lie at `data/*.parquet`.
 *
 * @example
 * ```ts
 * import type { RecitationRow } from '@parqueue/sdk/presets';
 *
 * const row: RecitationRow = {
 *   verse_ref: '1:1',
 *   canonical_text: 'بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ',
 *   segments: [{ segment_ref: '1:1', canonical_phonemes: 'b i s m i', detected_phonemes: 'b i s m i' }],
 *   multi_model: false,
 *   vad_timestamps: [[0.42, 3.9]],
 * };
 * ```
 */
export const recitation = table({
  name: 'recitation',
  features: {
    /** 16 kHz mono FLAC, or null when audio is off. */
    audio: audio(),
    /** Time of the analysis, ISO 8601 in UTC, cut to seconds: `2026-02-03T01:50:45`. Filled in when left out. */
    timestamp: string(),
    /** Anonymised id from the relay. Filled in. */
    user_id: string(),
    /** Quranic reference, such as `1:1`. */
    verse_ref: string(),
    /** Arabic text of the verse. */
    canonical_text: string(),
    /** The segments, as JSON text. */
    segments: json<readonly RecitationSegment[]>(),
    /** Whether several models listened. */
    multi_model: bool(),
    /** The Tajweed settings, as JSON text. */
    settings: json<TajweedSettings>(),
    /** Where speech was found, in seconds, as JSON text. */
    vad_timestamps: json<readonly VadInterval[]>(),
  },
  fill: { timestamp: 'appendedAt' },
  revisions: false,
  continues: true,
});

/** A row of {@link recitation}. */
export type RecitationRow = Row<typeof recitation>;
