import { type SampleShard, sampleShards } from './shardDigests.ts';

/** Shards of which the bytes are known when the light writer writes them. */
export const lightShards: readonly (readonly [string, SampleShard])[] = Object.entries({
  'rows of every feature': 'b9876f0de6ef8206fe6d17b79dfb95b700760032364b3542eb79d6e0561bcb0e',
  'several row groups of audio': '5a4acfeeda1b99cc55e66cb0969f5af0f818057f1069bd19419ee201770b75b9',
}).map(([name, sha256]) => [name, { ...(sampleShards[name] as SampleShard), sha256 }]);
