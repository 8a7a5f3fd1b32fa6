/** What is known of a Parquet shard once it was checked: enough to put its row groups into another file. */
export interface ShardFacts {
  readonly rowCount: number;
  /** Of all pages once they are unpacked. */
  readonly unpackedBytes: number;
  readonly groups: readonly GroupFacts[];
}

export interface GroupFacts {
  readonly rowCount: number;
  /** One for each leaf of the table's schema, in its order. */
  readonly columns: readonly ColumnFacts[];
}

/** A column of one row group: a run of pages, and what was said of it. */
export interface ColumnFacts {
  readonly codec: number;
  readonly encodings: readonly number[];
  /** With nulls, and with the elements of lists. */
  readonly valueCount: number;
  readonly startByte: number;
  readonly sizeBytes: number;
  /** Headers of pages included, as Parquet counts. */
  readonly unpackedBytes: number;
  /** Of the first page of values, from `startByte` on; what lies before is the dictionary. */
  readonly dataOffset: number;
  readonly statistics: ColumnStatistics | undefined;
  readonly pages: readonly PageFacts[];
}

export interface ColumnStatistics {
  readonly nullCount: number | undefined;
  readonly distinctCount: number | undefined;
  /** In the plain encoding of the column's type, as texts are compared by their bytes. */
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  readonly isMinExact: boolean | undefined;
  readonly isMaxExact: boolean | undefined;
}

/** A page of values. */
export interface PageFacts {
  /** From the start of its column on. */
  readonly offset: number;
  /** Its header included. */
  readonly sizeBytes: number;
  readonly valueCount: number;
  /** Index of its first row in the row group; undefined where rows have several values and the file does not say. */
  readonly firstRow: number | undefined;
}
