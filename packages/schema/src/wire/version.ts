/**
 * The version of the wire between page and relay, sent by the page in `Parqueue-Protocol`.
 *
 * 1 — tickets, shards, rows, receipts, health. It may grow until the first release: no page out there speaks it.
 */
export const PROTOCOL_VERSION = 1;
