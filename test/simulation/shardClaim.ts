import { createHash } from 'node:crypto';
import type { TableDefinition } from '@parqueue/schema';
import {
  HEADER,
  parseDigest,
  parseRanges,
  type SeqRanges,
  seqCount,
  UUID7_PATTERN,
} from '@parqueue/schema/wire';
import { rowsOfFile, type WrittenRow } from './writers.ts';

/** What a shard is by its headers and its bytes. */
export interface ShardClaim {
  readonly shardId: string;
  readonly sha256: string;
  readonly table: string;
  readonly clientId: string;
  readonly userId: string;
  readonly seqs: SeqRanges;
  readonly rows: readonly WrittenRow[];
}

/** Reads the claim of a shard, or says what in its headers does not fit its bytes. */
export function readClaim(
  table: TableDefinition | undefined,
  shardId: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): { claim?: ShardClaim; wrong?: string } {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const seqs = parseRanges(headers[HEADER.seq] ?? '') ?? [];
  const clientId = headers[HEADER.client] ?? '';
  const userId = headers[HEADER.identity]?.replace('proof of ', '') ?? '';
  const rows = rowsOfFile(body);
  const demands: readonly (readonly [what: string, isMet: boolean])[] = [
    ['its digest is another', parseDigest(headers[HEADER.digest] ?? '') === sha256],
    [`ranges ${headers[HEADER.seq]} for ${rows.length} rows`, seqCount(seqs) === rows.length],
    ['another number of rows', Number(headers[HEADER.rows]) === rows.length],
    ['another version of the table', table?.fingerprint === headers[HEADER.fingerprint]],
    ['an id that is none', UUID7_PATTERN.test(shardId) && UUID7_PATTERN.test(clientId)],
    ['no identity', userId !== ''],
  ];
  const wrong = demands.find(([, isMet]) => !isMet)?.[0];
  if (wrong !== undefined || table === undefined) return { wrong: wrong ?? 'no such table' };
  return { claim: { shardId, sha256, table: table.name, clientId, userId, seqs, rows } };
}
