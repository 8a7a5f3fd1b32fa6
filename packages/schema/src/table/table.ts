import { checkDeclaration } from './checkDeclaration.ts';
import type { FeatureSpec, ValueOf } from './feature.ts';
import { int32, string } from './feature.ts';
import { fingerprintOf } from './fingerprint.ts';

/**
 * What a later change of a column does.
 *
 * | policy | a change |
 * |---|---|
 * | `replace` | takes the place of what was there |
 * | `append` | adds its elements to the JSON array or list |
 * | `once` | is kept out once there is a value |
 */
export type MergePolicy = 'replace' | 'append' | 'once';

/**
 * What fills a column that a row leaves out.
 *
 * | fill | value | column |
 * |---|---|---|
 * | `appendedAt` | the time of the append, by the device's clock, in UTC | `timestamp`, or `string` as `2026-02-03T01:50:45` |
 * | `identity` | the anonymous `user_id` from the relay; never what a row gives | `string` |
 * | `audioId` | first 16 hex digits of the SHA-256 of the row's PCM, `:`, time of the append as `YYYYMMDDTHHMMSS` | `string` |
 * | `audioDurationS` | length of the row's audio, in seconds | `float64` |
 */
export type Fill = 'appendedAt' | 'identity' | 'audioId' | 'audioDurationS';

/** The columns of a table: features by name, in order. */
export type Features = Readonly<Record<string, FeatureSpec>>;

/** A table as plain data: what is stored, sent to the worker and bundled into the relay. */
export interface TableDefinition {
  /** Its name in URLs, in the card and on disk: `[a-z0-9][a-z0-9_-]*`, at most 64 characters. */
  readonly name: string;
  /** Its folder below `data/` in the dataset. */
  readonly path: string;
  /** What its files are: Parquet, or JSON lines. */
  readonly format: 'parquet' | 'jsonl';
  /** Every column in order, `row_id` and `revision` included where the table has them. */
  readonly features: Features;
  /** What a change of a column does; of one that is not named, `replace`. */
  readonly merge: Readonly<Record<string, MergePolicy>>;
  /** What fills columns that a row leaves out; `user_id` always with the identity. */
  readonly fill: Readonly<Record<string, Fill>>;
  /** Whether the table carries `row_id` and `revision`. */
  readonly revisions: boolean;
  /** Whether files of an older layout lie at `data/*.<format>` and belong to this table. */
  readonly continues: boolean;
  /** Sixteen hex digits of what a file of this table looks like: format and columns. */
  readonly fingerprint: string;
}

/** A row of a table as the page gives it. Every column may be left out or null; `user_id` is filled in from the relay's identity. */
export type RowOf<F extends Features> = {
  readonly [K in keyof F as Exclude<K, 'user_id' | 'row_id' | 'revision'>]?: ValueOf<F[K]> | null | undefined;
};

/** The element that `push` adds to a column. */
export type ElementOf<V> = V extends readonly (infer E)[] ? E : never;

declare const tableFeatures: unique symbol;
declare const tableMerge: unique symbol;

/** A table with its row type. */
export type Table<
  F extends Features = Features,
  M = Readonly<Record<string, MergePolicy>>,
> = TableDefinition & { readonly [tableFeatures]?: F; readonly [tableMerge]?: M };

/** The row type of a table: `Row<typeof recitation>`. */
export type Row<T> = T extends { readonly [tableFeatures]?: infer F }
  ? Exclude<F, undefined> extends infer G extends Features
    ? RowOf<G>
    : never
  : never;

/** The columns of a table to which a later change appends. */
export type AppendColumn<T> = T extends { readonly [tableMerge]?: infer M }
  ? {
      [K in keyof Exclude<M, undefined>]: Exclude<M, undefined>[K] extends 'append' ? K : never;
    }[keyof Exclude<M, undefined>]
  : never;

/**
 * How a table is declared.
 *
 * @example
 * ```ts
 * import { audio, json, string, table, timestamp } from '@parqueue/sdk/schema';
 *
 * export const lessons = table({
 *   name: 'lessons',
 *   path: 'school/lessons',
 *   features: { audio: audio(), at: timestamp(), verse_ref: string(), marks: json<readonly number[]>() },
 *   merge: { marks: 'append', verse_ref: 'once' },
 *   fill: { at: 'appendedAt' },
 * });
 * ```
 */
export interface TableOptions<F extends Features, M> {
  /** Its name in URLs, in the card and on disk: 1 to 64 of `a-z`, `0-9`, `_` and `-`, beginning with a letter or digit. */
  readonly name: string;
  /** Its folder below `data/` in the dataset, made of such names with `/` between. Default: the name. */
  readonly path?: string;
  /** What its files are. Default `parquet`; JSON lines hold no audio. */
  readonly format?: 'parquet' | 'jsonl';
  /** Its columns in order, by name: 1 to 64 of letters, digits and `_`, beginning with a letter. No two may differ in case only. */
  readonly features: F;
  /** What a later change of a column does; `append` is for `json` and `list`. Default of each column: `replace`. */
  readonly merge?: M;
  /** What fills a column that a row leaves out. Default: nothing, so that it is null; a column `user_id` always gets the identity. */
  readonly fill?: { readonly [K in keyof F]?: Fill };
  /** Whether `row_id` (UUIDv7, string) and `revision` (int32, from 0) follow the table's own columns. Default true. */
  readonly revisions?: boolean;
  /**
   * Whether the table takes over a dataset whose older files lie at `data/*.<format>`. Default false. A preset is changed so:
   * `{ ...alignment, continues: true }`.
   */
  readonly continues?: boolean;
}

/**
 * Declares a table. The page and the relay take the same declaration: best a file of its own, `parqueue.tables.ts`. A later version may
 * add columns and leave some out; a column keeps its type for ever, and a table its path, format and revisions.
 *
 * @returns plain, frozen data, with the row type as a phantom that never exists at run time.
 * @throws {TypeError} when the declaration itself is wrong, naming the table, the column and what to change.
 * @example
 * ```ts
 * import { audio, json, string, table, timestamp } from '@parqueue/sdk/schema';
 *
 * interface Segment {
 *   readonly ref: string;
 *   readonly confidence: number;
 * }
 *
 * export const runs = table({
 *   name: 'runs',
 *   features: { audio: audio(), timestamp: timestamp(), verse_ref: string(), segments: json<readonly Segment[]>() },
 *   merge: { segments: 'append' },
 * });
 * ```
 */
export function table<
  const F extends Features,
  const M extends { readonly [K in keyof F]?: MergePolicy } = Record<never, never>,
>(options: TableOptions<F, M>): Table<F, M> {
  const { name, path = name, format = 'parquet', revisions = true, continues = false } = options;
  const merge = { ...options.merge } as Record<string, MergePolicy>;
  const fill = { ...options.fill } as Record<string, Fill>;
  checkDeclaration({ name, path, format, features: options.features, merge, fill, revisions });
  if (Object.hasOwn(options.features, 'user_id')) fill['user_id'] = 'identity';
  const features: Features = revisions
    ? { ...options.features, row_id: string(), revision: int32() }
    : { ...options.features };
  const fingerprint = fingerprintOf({ format, features });
  return Object.freeze({ name, path, format, features, merge, fill, revisions, continues, fingerprint });
}
