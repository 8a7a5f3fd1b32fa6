import { checkDeclaration } from './checkDeclaration.ts';
import type { FeatureSpec, ValueOf } from './feature.ts';
import { int32, string } from './feature.ts';
import { fingerprintOf } from './fingerprint.ts';

/** What a later change of a column does: take the new value, append to the JSON array, or nothing once it is set. */
export type MergePolicy = 'replace' | 'append' | 'once';

/**
 * What fills a column that a row leaves out: the time of the append (`appendedAt`), the relay's `user_id` (`identity`), the id of the
 * row's audio (`audioId`), or its length in seconds (`audioDurationS`).
 */
export type Fill = 'appendedAt' | 'identity' | 'audioId' | 'audioDurationS';

export type Features = Readonly<Record<string, FeatureSpec>>;

/** A table as plain data: what is stored, sent to the worker and bundled into the relay. */
export interface TableDefinition {
  /** Its name in URLs, in the card and on disk: `[a-z0-9][a-z0-9_-]*`, at most 64 characters. */
  readonly name: string;
  /** Its folder below `data/` in the dataset. */
  readonly path: string;
  readonly format: 'parquet' | 'jsonl';
  /** Every column in order, `row_id` and `revision` included where the table has them. */
  readonly features: Features;
  readonly merge: Readonly<Record<string, MergePolicy>>;
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

export interface TableOptions<F extends Features, M> {
  readonly name: string;
  /** Default: the name. */
  readonly path?: string;
  /** Default: `parquet`. JSON lines hold no audio. */
  readonly format?: 'parquet' | 'jsonl';
  readonly features: F;
  /** Default of each column: `replace`. */
  readonly merge?: M;
  readonly fill?: { readonly [K in keyof F]?: Fill };
  /** Default true: `row_id` (UUIDv7) and `revision` (from 0) follow the table's own columns. */
  readonly revisions?: boolean;
  /**
   * Default false. True for a table that takes over a dataset whose older files lie at `data/*.<format>`. A preset is changed so:
   * `{ ...alignment, continues: true }`.
   */
  readonly continues?: boolean;
}

/**
 * Declares a table.
 *
 * @throws {TypeError} when the declaration itself is wrong, naming the table, the column and what to change.
 * @example
 * export const runs = table({
 *   name: 'runs',
 *   features: { audio: audio(), timestamp: timestamp(), verse_ref: string(), segments: json<Segment[]>() },
 *   merge: { segments: 'append' },
 * });
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
