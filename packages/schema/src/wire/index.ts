export { ERRORS, type ErrorCode } from './errorCode.ts';
export { ERROR_TITLES } from './errorTitles.ts';
export { type Health, healthSchema } from './health.ts';
export {
  MESSAGE_MAX_BYTES,
  ROW_MAX_BYTES,
  ROWS_MAX_BYTES,
  ROWS_MAX_COUNT,
  SEQ_MAX_RANGES,
  SHARD_MAX_BYTES,
  STATUS_MAX_SHARDS,
} from './limits.ts';
export { NAME_PATTERN, ROW_ID_PATTERN, SHA256_PATTERN, UUID7_PATTERN } from './names.ts';
export { PROBLEM_TYPE, type Problem, type ProblemPlace, parseProblem, problemOf } from './problem.ts';
export {
  type CommitPlace,
  type Receipt,
  receiptSchema,
  type ShardState,
  type ShardStates,
  shardStatesSchema,
} from './receipt.ts';
export { type RowsReceipt, rowsReceiptSchema } from './rows.ts';
export {
  addRange,
  formatRanges,
  hasSeq,
  parseRanges,
  rangesOf,
  type SeqRanges,
  seqCount,
  unionRanges,
} from './seqRanges.ts';
export { formatDigest, HEADER, MEDIA_TYPE, parseDigest } from './shardHeaders.ts';
export {
  type TicketRequest,
  type TicketResponse,
  ticketRequestSchema,
  ticketResponseSchema,
} from './ticket.ts';
export { PROTOCOL_VERSION } from './version.ts';
