import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `POST …/rows`: 202 `spooled` when there were new rows, which are durable now, or 200 `known` when there were none. */
export const rowsReceiptSchema = v.object({
  state: v.picklist(['spooled', 'known']),
  /** Rows that were new. */
  rows: count,
  /** Rows that had come before, with the same content. */
  known: count,
});

export type RowsReceipt = v.InferOutput<typeof rowsReceiptSchema>;
