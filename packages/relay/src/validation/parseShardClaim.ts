import type { TableDefinition } from '@parqueue/schema';
import { HEADER, parseDigest, parseRanges, SHARD_MAX_BYTES, UUID7_PATTERN } from '@parqueue/schema/wire';
import { RelayError } from '../relayError.ts';
import type { ShardClaim } from './shardClaim.ts';

/** Far above what 20 MiB can hold in rows of any table. */
const ROW_MAX_COUNT = 10_000_000;

/**
 * Reads the headers of a shard's PUT.
 *
 * @throws {RelayError} naming the header and what it should hold.
 */
export function parseShardClaim(
  shardId: string,
  table: Pick<TableDefinition, 'name' | 'path' | 'format'>,
  headers: Headers,
): Omit<ShardClaim, 'userId' | 'payer' | 'spoolCount'> {
  if (!UUID7_PATTERN.test(shardId))
    throw new RelayError('bad_request', 'the id of a shard is a UUIDv7 in lower case');
  return {
    shardId,
    table: table.name,
    tablePath: table.path,
    format: table.format,
    fingerprint: required(headers, HEADER.fingerprint, parseFingerprint, '16 hex digits'),
    sizeBytes: parseSize(headers.get('Content-Length')),
    sha256: required(headers, HEADER.digest, parseDigest, 'sha-256=:<base64>: of the body'),
    rowCount: required(headers, HEADER.rows, parseRowCount, `a whole number from 1 to ${ROW_MAX_COUNT}`),
    clientId: required(headers, HEADER.client, parseUuid, 'a UUIDv7 in lower case'),
    seqs: required(headers, HEADER.seq, parseSeqs, 'ranges in order, such as 120-180,182-340'),
  };
}

function parseSize(header: string | null): number {
  if (header === null) throw new RelayError('length_required', 'Content-Length is missing');
  if (!/^\d{1,15}$/.test(header)) throw new RelayError('bad_request', 'Content-Length is no whole number');
  const sizeBytes = Number(header);
  if (sizeBytes > SHARD_MAX_BYTES) {
    throw new RelayError(
      'shard_too_large',
      `the shard has ${sizeBytes} bytes; ${SHARD_MAX_BYTES} are allowed`,
    );
  }
  return sizeBytes;
}

function required<T>(
  headers: Headers,
  name: string,
  parse: (text: string) => T | undefined,
  expected: string,
): T {
  const text = headers.get(name);
  const value = text === null ? undefined : parse(text);
  if (value !== undefined) return value;
  throw new RelayError(
    'bad_request',
    `${name}: expected ${expected}, got ${text === null ? 'none' : 'something else'}`,
  );
}

function parseRowCount(text: string): number | undefined {
  const count = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  return count > 0 && count <= ROW_MAX_COUNT ? count : undefined;
}

const parseUuid = (text: string): string | undefined => (UUID7_PATTERN.test(text) ? text : undefined);

const parseFingerprint = (text: string): string | undefined =>
  /^[0-9a-f]{16}$/.test(text) ? text : undefined;

const parseSeqs = (text: string): string | undefined => (parseRanges(text) === undefined ? undefined : text);
