/** What can be wrong with a shard, for machines. */
export type ShardFlaw =
  /** Not a file of its format, or broken within. */
  | 'malformed'
  /** Encrypted, of other codecs or encodings, or otherwise Parquet that the relay does not take. */
  | 'unsupported'
  /** Columns or features are not those of the table. */
  | 'schema_differs'
  /** What it says of itself does not add up. */
  | 'inconsistent'
  /** A value that its column may not have. */
  | 'value_invalid'
  /** A `user_id` that is not the sender's. */
  | 'identity_differs'
  /** More rows, columns or bytes than a shard may have, or far more once it is unpacked. */
  | 'too_large';

/** A shard that may not stand beside others in a dataset. The message says where and what, and holds nothing of its rows. */
export class InvalidShard extends Error {
  override readonly name = 'InvalidShard';
  readonly flaw: ShardFlaw;

  constructor(flaw: ShardFlaw, message: string) {
    super(message);
    this.flaw = flaw;
  }
}
