import { type SampleShard, sampleShards } from './shardDigests.ts';

/** Shards of which the bytes are known when the light writer writes them. */
export const lightShards: readonly (readonly [string, SampleShard])[] = Object.entries({
  'rows of every feature': '7b3c6ac5e3adfd9e1aa4fbdc3467c9cae87f4e67d09b88f255ae518017b534a0',
  'several row groups of audio': '82cf9ca5e306163448353ac952d039c8b0ced3d310211360d80f2db38c83b4eb',
}).map(([name, sha256]) => [name, { ...(sampleShards[name] as SampleShard), sha256 }]);
