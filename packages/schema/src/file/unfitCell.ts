/** A cell that is not of its column. Whoever knows the column's name makes a `ShardWriterError` of it. */
export class UnfitCell extends Error {
  override readonly name = 'UnfitCell';

  constructor(expected: string, cell: unknown) {
    super(`expected ${expected}, got ${String(JSON.stringify(cell)).slice(0, 60)}`);
  }
}
