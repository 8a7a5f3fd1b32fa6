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
  | { readonly kind: 'classLabel'; readonly names: readonly string[] }
  | { readonly kind: 'audio'; readonly samplingRate: 16000 }
  | { readonly kind: 'list'; readonly of: FeatureSpec }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, FeatureSpec>> };

declare const rowType: unique symbol;

/** A feature whose value in a row has the type `T` (or `null`: every column is nullable). */
export type Feature<T> = FeatureSpec & { readonly [rowType]?: T };

/** The type that a feature has in a row. */
export type ValueOf<F> = F extends { readonly [rowType]?: infer T } ? Exclude<T, undefined> : never;

/** Where the audio of a row comes from: a finished clip, or a recording that still runs (then its first clip). */
export interface AudioReference {
  readonly recordingId: string;
  /** Index of the clip in its recording; absent on a running recording. */
  readonly index?: number;
}

const spec = <T>(value: FeatureSpec): Feature<T> => Object.freeze(value) as Feature<T>;

/** Unicode text. A lone surrogate becomes U+FFFD, since UTF-8 has no form for it. */
export const string = (): Feature<string> => spec({ kind: 'string' });

/** A whole number from -2^31 to 2^31 - 1. */
export const int32 = (): Feature<number> => spec({ kind: 'int32' });

/** A whole number from -2^63 to 2^63 - 1: a `bigint`, or a safe integer. */
export const int64 = (): Feature<bigint | number> => spec({ kind: 'int64' });

/** A double. `NaN` and the infinities are values of their own in Parquet, and refused in JSON lines. */
export const float64 = (): Feature<number> => spec({ kind: 'float64' });

/** True or false. */
export const bool = (): Feature<boolean> => spec({ kind: 'bool' });

/**
 * A point in time, `timestamp[ms, tz=UTC]`, years 1 to 9999: a `Date`, epoch milliseconds, or ISO 8601 text. Text without a zone means
 * UTC.
 */
export const timestamp = (unit: 'ms' = 'ms'): Feature<Date | number | string> =>
  spec({ kind: 'timestamp', unit });

/** A list of values of one feature. */
export const list = <F extends FeatureSpec>(of: F): Feature<readonly (ValueOf<F> | null)[]> =>
  spec({ kind: 'list', of });

/** A group of named fields, each nullable. */
export const struct = <F extends Readonly<Record<string, FeatureSpec>>>(
  fields: F,
): Feature<{ readonly [K in keyof F]?: ValueOf<F[K]> | null | undefined }> =>
  spec({ kind: 'struct', fields });

/** One of a fixed set of names, stored as its index. */
export const classLabel = <const N extends readonly string[]>(names: N): Feature<N[number]> =>
  spec({ kind: 'classLabel', names });

/**
 * Any JSON value, stored as JSON text in a string column so that every reader has it. `T` is the type of the value in a row.
 */
export const json = <T>(): Feature<T> => spec({ kind: 'json' });

/** 16 kHz mono FLAC, stored as `struct<bytes: binary, path: string>`. */
export const audio = (options: { samplingRate: 16000 } = { samplingRate: 16000 }): Feature<AudioReference> =>
  spec({ kind: 'audio', samplingRate: options.samplingRate });
