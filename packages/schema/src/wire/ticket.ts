import * as v from 'valibot';
import { SHARD_MAX_BYTES } from './limits.ts';
import { NAME_PATTERN } from './names.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `POST /v1/ticket`. */
export const ticketRequestSchema = v.object({
  dataset: v.pipe(v.string(), v.regex(NAME_PATTERN)),
  /** What the site's `ticket()` returned: a token of its backend, of Turnstile or of Hugging Face. */
  credential: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(8192))),
});

/** The answer. Times are epoch milliseconds of the relay's clock; `now` lets a page with a wrong clock count in durations. */
export const ticketResponseSchema = v.object({
  /** Sent as `Authorization: Bearer …`. */
  ticket: v.pipe(v.string(), v.minLength(1)),
  expiresAt: count,
  now: count,
  /** The anonymised id that fills `user_id`. */
  userId: v.pipe(v.string(), v.regex(/^[0-9a-f]{12,64}$/)),
  /** The relay's signed, long-lived word that rows may carry this `userId`; sent as `Parqueue-Identity`. */
  identityProof: v.pipe(v.string(), v.minLength(1)),
  limits: v.object({
    shardMaxBytes: v.pipe(count, v.minValue(1), v.maxValue(SHARD_MAX_BYTES)),
    /** How often the relay commits, so that the page knows when to ask. */
    commitIntervalMs: count,
    /** Whether shards with audio are taken; left out, they are. */
    audio: v.optional(v.picklist(['allowed', 'denied'])),
  }),
  /** The tables that the relay declares, with the fingerprints of their newest versions. Former ones are taken, too. */
  tables: v.array(
    v.object({ name: v.pipe(v.string(), v.regex(NAME_PATTERN)), fingerprints: v.array(v.string()) }),
  ),
});

export type TicketRequest = v.InferOutput<typeof ticketRequestSchema>;
export type TicketResponse = v.InferOutput<typeof ticketResponseSchema>;
