/**
 * The vocabulary of columns, named and shaped as `datasets.Features`
 * (https://huggingface.co/docs/datasets/about_dataset_features).
 *
 * A feature is plain JSON, so that a table can be stored, sent to a worker and bundled into a relay. Its row type rides along as a
 * phantom property that never exists at run time.
 */

/** What a feature is, as plain data. */
export type FeatureSpec =
  | { readonly kind: 'string' }
  | { readonly kind: 'int32' }
  | { readonly kind: 'int64' }
  | { readonly kind: 'float64' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'timestamp'; readonly unit: 'ms' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'classLabel';
      /** The names, in the order of their indices. */
      readonly names: readonly string[];
    }
  | {
      readonly kind: 'audio';
      /** In Hz. */
      readonly samplingRate: 16000;
    }
  | {
      readonly kind: 'list';
      /** The feature of its elements. */
      readonly of: FeatureSpec;
    }
  | {
      readonly kind: 'struct';
      /** The features of its fields, by name and in order. */
      readonly fields: Readonly<Record<string, FeatureSpec>>;
    };

declare const rowType: unique symbol;

/** A feature whose value in a row has the type `T` (or `null`: every column is nullable). */
export type Feature<T> = FeatureSpec & { readonly [rowType]?: T };

/** The type that a feature has in a row. */
export type ValueOf<F> = F extends { readonly [rowType]?: infer T } ? Exclude<T, undefined> : never;

/** Where the audio of a row comes from: a finished clip, or a recording that still runs (then its first clip). */
export interface AudioReference {
  /** UUIDv7 of the recording. */
  readonly recordingId: string;
  /** Index of the clip in its recording, from 0; absent on a running recording. */
  readonly index?: number;
}

const spec = <T>(value: FeatureSpec): Feature<T> => Object.freeze(value) as Feature<T>;

/**
 * Unicode text. A lone surrogate becomes U+FFFD, since UTF-8 has no form for it.
 *
 * @example
 * ```ts
 * import { string, table } from '@parqueue/sdk/schema';
 *
 * export const notes = table({ name: 'notes', features: { verse_ref: string(), note: string() } });
 * ```
 */
export const string = (): Feature<string> => spec({ kind: 'string' });

/**
 * A whole number from -2^31 to 2^31 - 1. A number with decimals or out of range is refused, not rounded.
 *
 * @example
 * ```ts
 * import { int32, table } from '@parqueue/sdk/schema';
 *
 * export const visits = table({ name: 'visits', features: { surah: int32(), ayah: int32() } });
 * ```
 */
export const int32 = (): Feature<number> => spec({ kind: 'int32' });

/**
 * A whole number from -2^63 to 2^63 - 1: a `bigint`, or a number up to 2^53 - 1; a larger number is refused, since it is not exact.
 *
 * @example
 * ```ts
 * import { int64, table } from '@parqueue/sdk/schema';
 *
 * export const uploads = table({ name: 'uploads', features: { size_bytes: int64() } });
 * ```
 */
export const int64 = (): Feature<bigint | number> => spec({ kind: 'int64' });

/**
 * A double. `NaN`, the infinities and -0 are values of their own in Parquet; JSON lines have no `NaN` and no infinities, which are refused
 * there.
 *
 * @example
 * ```ts
 * import { float64, table } from '@parqueue/sdk/schema';
 *
 * export const timings = table({ name: 'timings', features: { total_s: float64() } });
 * ```
 */
export const float64 = (): Feature<number> => spec({ kind: 'float64' });

/**
 * True or false.
 *
 * @example
 * ```ts
 * import { bool, string, table } from '@parqueue/sdk/schema';
 *
 * export const checks = table({ name: 'checks', features: { verse_ref: string(), passed: bool() } });
 * ```
 */
export const bool = (): Feature<boolean> => spec({ kind: 'bool' });

/**
 * A point in time, `timestamp[ms, tz=UTC]`, years 1 to 9999: a `Date`, epoch milliseconds, or ISO 8601 text. Text without a zone means
 * UTC; decimals beyond milliseconds are cut; a day that does not exist is refused.
 *
 * @param unit the resolution; `ms` is the only one, and the default.
 * @example
 * ```ts
 * import { string, table, timestamp } from '@parqueue/sdk/schema';
 *
 * export const plays = table({
 *   name: 'plays',
 *   features: { at: timestamp(), verse_ref: string() },
 *   fill: { at: 'appendedAt' },
 * });
 * ```
 */
export const timestamp = (unit: 'ms' = 'ms'): Feature<Date | number | string> =>
  spec({ kind: 'timestamp', unit });

/**
 * A list of values of one feature, each nullable.
 *
 * @param of the feature of the elements; any but audio.
 * @example
 * ```ts
 * import { list, string, table } from '@parqueue/sdk/schema';
 *
 * export const sessions = table({
 *   name: 'sessions',
 *   features: { verses: list(string()) },
 *   merge: { verses: 'append' },
 * });
 * ```
 */
export const list = <F extends FeatureSpec>(of: F): Feature<readonly (ValueOf<F> | null)[]> =>
  spec({ kind: 'list', of });

/**
 * A group of named fields, each nullable. A row that gives a field of another name is refused.
 *
 * @param fields the features by name, in order; any but audio.
 * @example
 * ```ts
 * import { int32, string, struct, table } from '@parqueue/sdk/schema';
 *
 * export const places = table({
 *   name: 'places',
 *   features: { place: struct({ surah: int32(), ayah: int32() }), note: string() },
 * });
 * ```
 */
export const struct = <F extends Readonly<Record<string, FeatureSpec>>>(
  fields: F,
): Feature<{ readonly [K in keyof F]?: ValueOf<F[K]> | null | undefined }> =>
  spec({ kind: 'struct', fields });

/**
 * One of a fixed set of names, stored as its index in 32 bits. In a row it is the name; any other text is refused.
 *
 * @param names the names, each once, in the order of their indices. They belong to the column's type, which it keeps for ever.
 * @example
 * ```ts
 * import { classLabel, table } from '@parqueue/sdk/schema';
 *
 * export const clicks = table({ name: 'clicks', features: { button: classLabel(['play', 'stop']) } });
 * ```
 */
export const classLabel = <const N extends readonly string[]>(names: N): Feature<N[number]> =>
  spec({ kind: 'classLabel', names });

/**
 * Any JSON value, stored as JSON text in a string column so that every reader has it. `T` is the type of the value in a row.
 *
 * What JSON would change without a word is refused: `NaN`, the infinities, functions, symbols, an invalid `Date`, `Map`, `Set`, binary
 * data, and values nested deeper than 100. Members that are `undefined` are left out; what has `toJSON`, such as a `Date`, becomes what
 * that gives.
 *
 * @example
 * ```ts
 * import { json, table } from '@parqueue/sdk/schema';
 *
 * interface Attempt {
 *   readonly verse: string;
 *   readonly score: number;
 * }
 *
 * export const practice = table({
 *   name: 'practice',
 *   features: { attempts: json<readonly Attempt[]>() },
 *   merge: { attempts: 'append' },
 * });
 * ```
 */
export const json = <T>(): Feature<T> => spec({ kind: 'json' });

/**
 * How audio is stored.
 *
 * @example
 * ```ts
 * import { audio } from '@parqueue/sdk/schema';
 *
 * const feature = audio({ samplingRate: 16_000 });
 * ```
 */
export interface AudioOptions {
  /** In Hz. Default, and the only rate: 16,000. */
  readonly samplingRate?: 16000;
}

/**
 * 16 kHz mono FLAC, stored as `struct<bytes: binary, path: string>`, which `datasets` and the Hub's viewer play. In a row it is a clip, or a
 * recording that still runs. Parquet only, and not inside a list or struct.
 *
 * @example
 * ```ts
 * import { audio, string, table } from '@parqueue/sdk/schema';
 *
 * export const takes = table({ name: 'takes', features: { audio: audio(), verse_ref: string() } });
 * ```
 */
export const audio = ({ samplingRate = 16000 }: AudioOptions = {}): Feature<AudioReference> =>
  spec({ kind: 'audio', samplingRate });
