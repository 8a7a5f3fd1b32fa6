/** The most that a shard may be. Far above what the SDK writes (`shardMaxRows`, row groups of some 8 MB), far below what would hurt a reader. */
export const LIMITS = {
  footerBytes: 1024 * 1024,
  /** Of which a struct counts three times. A column of a row group has some thirty, and each may take a hundred bytes of memory. */
  footerNodes: 250_000,
  groups: 256,
  leaves: 512,
  /** Of rows, and of the values of a column in one row group. */
  rows: 4_000_000,
  /** Of all columns. A few bytes can stand for millions of values, and each costs some nanoseconds. */
  values: 40_000_000,
  /** So many, whatever the file's size; and for each of its bytes so many more. */
  valuesFrom: 2_000_000,
  valuesPerByte: 16,
  /** Of one column in one row group. */
  pages: 10_000,
  /** Header of a page: bounds of values can be in it. */
  pageHeaderBytes: 64 * 1024,
  /** A page is unpacked whole. */
  pageUnpackedBytes: 32 * 1024 * 1024,
  unpackedBytes: 256 * 1024 * 1024,
  /** Zstandard packs zeros many thousand times. */
  ratio: 1000,
  /** What is small may be packed as well as it likes. */
  ratioFromBytes: 1024 * 1024,
  boundBytes: 1024,
} as const;
