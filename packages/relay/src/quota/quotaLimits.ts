import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { parseCount } from '../count.ts';
import { type ExpectedVariables, isComplete, type ReadVariable } from '../readVariable.ts';

/** How much is taken; null where nothing is counted. Days and hours are those of UTC. */
export interface QuotaLimits {
  readonly bytesPerDay: number | null;
  readonly shardsPerHour: number | null;
  /** Of one network, of whose people nothing is known but what they can change. */
  readonly networkBytesPerDay: number | null;
  readonly datasetBytesPerDay: number | null;
}

export const NO_LIMITS: QuotaLimits = {
  bytesPerDay: null,
  shardsPerHour: null,
  networkBytesPerDay: null,
  datasetBytesPerDay: null,
};

const BYTES = `put a whole number of bytes from ${SHARD_MAX_BYTES}, the largest shard, or none, in wrangler.toml`;

export const QUOTA_VARIABLES: ExpectedVariables = {
  QUOTA_BYTES_PER_DAY: BYTES,
  QUOTA_SHARDS_PER_HOUR: 'put a whole number from 1, or none, in wrangler.toml',
  QUOTA_BYTES_PER_NETWORK_PER_DAY: BYTES,
  DATASET_BYTES_PER_DAY: BYTES,
};

export function readQuotaLimits(read: ReadVariable): QuotaLimits | undefined {
  const limits = {
    bytesPerDay: read('QUOTA_BYTES_PER_DAY', parseBytes, '2000000000'),
    shardsPerHour: read('QUOTA_SHARDS_PER_HOUR', parseLimit, '2000'),
    networkBytesPerDay: read('QUOTA_BYTES_PER_NETWORK_PER_DAY', parseBytes, '20000000000'),
    datasetBytesPerDay: read('DATASET_BYTES_PER_DAY', parseBytes, 'none'),
  };
  return isComplete(limits) ? limits : undefined;
}

const parseLimit = (text: string): number | null => (text === 'none' ? null : parseCount(text));

/** With less, a shard that a page may make could never be sent. */
function parseBytes(text: string): number | null {
  const bytes = parseLimit(text);
  if (bytes !== null && bytes < SHARD_MAX_BYTES) throw new TypeError('is less than one shard may have');
  return bytes;
}
