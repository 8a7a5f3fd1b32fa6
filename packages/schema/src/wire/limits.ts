const MEBIBYTE = 1024 * 1024;

/** The largest shard that a relay takes, 20 MiB: what OTLP recommends as a limit, far below the platform's 100 MB for a body. */
export const SHARD_MAX_BYTES = 20 * MEBIBYTE;

/** How many shards one status call may ask for. */
export const STATUS_MAX_SHARDS = 100;

/** How many ranges `Parqueue-Seq` may hold, and how many characters. */
export const SEQ_MAX_RANGES = 1000;

/** The largest body of a `POST …/rows`, 4 MiB: it is in memory whole, a few times over. */
export const ROWS_MAX_BYTES = 4 * MEBIBYTE;

/** How many lines with rows such a body may have. */
export const ROWS_MAX_COUNT = 10_000;

/** The longest line of such a body, 256 KiB, without its end. */
export const ROW_MAX_BYTES = 256 * 1024;

/** The largest body of a JSON message, 64 KiB. */
export const MESSAGE_MAX_BYTES = 64 * 1024;
