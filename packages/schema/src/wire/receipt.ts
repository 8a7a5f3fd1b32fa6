import * as v from 'valibot';
import { SHA256_PATTERN, UUID7_PATTERN } from './names.ts';

const shardId = v.pipe(v.string(), v.regex(UUID7_PATTERN));

/** The Hub revision of a commit, and the file of the shard's rows in it. */
const commitPlaceSchema = v.object({
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/)),
  path: v.pipe(v.string(), v.minLength(1)),
});

/** `PUT …/shards/{shardId}`: 202 `spooled`, or 200 for a shard already known. */
export const receiptSchema = v.variant('state', [
  v.object({
    state: v.literal('spooled'),
    shardId,
    sha256: v.pipe(v.string(), v.regex(SHA256_PATTERN)),
    /** Epoch milliseconds of the relay's clock. */
    receivedAt: v.number(),
  }),
  v.object({ state: v.literal('committed'), shardId, ...commitPlaceSchema.entries }),
  v.object({ state: v.literal('dead'), shardId, reason: v.string() }),
]);

/** `GET …/shards?ids=a,b,c`: the state of each, in the order asked. */
export const shardStatesSchema = v.object({
  shards: v.array(
    v.variant('state', [
      v.object({ state: v.literal('spooled'), shardId }),
      v.object({ state: v.literal('committed'), shardId, ...commitPlaceSchema.entries }),
      v.object({ state: v.literal('dead'), shardId, reason: v.string() }),
      v.object({ state: v.literal('unknown'), shardId }),
    ]),
  ),
});

export type CommitPlace = v.InferOutput<typeof commitPlaceSchema>;
export type Receipt = v.InferOutput<typeof receiptSchema>;
export type ShardStates = v.InferOutput<typeof shardStatesSchema>;
export type ShardState = ShardStates['shards'][number];
