import type { TableDefinition } from '@parqueue/schema';
import type { ByteSource } from '../parquet/byteSource.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import { canonicalObject, type JsonObject, type JsonValue, UnfitValue } from './canonicalJson.ts';
import { linesOf } from './linesOf.ts';
import { parseJson } from './parseJson.ts';

/** Tolerates no byte that is not UTF-8, and takes a byte order mark for what it is: no JSON. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks JSON lines by value: each has every column of the table, in order and once, typed and written as the SDK writes it.
 *
 * @param userId of the shard's identity proof
 * @returns how many rows there are
 * @throws {InvalidShard}
 */
export function checkJsonLines(
  source: ByteSource,
  { features, fill }: Pick<TableDefinition, 'features' | 'fill'>,
  userId: string,
): number {
  const identities = Object.keys(features).filter((name) => fill[name] === 'identity');
  let rowCount = 0;
  for (const { bytes, isWhole } of linesOf(source)) {
    const where = `line ${++rowCount}`;
    if (!isWhole) throw new InvalidShard('malformed', `${where} does not end with a line feed`);
    const line = textOf(bytes, where);
    const row = parseLine(line, where);
    const canonical = canonicalOf(features, row, where);
    if (line !== canonical)
      throw new InvalidShard(
        'malformed',
        `${where} is not written as its table has it, from character ${differenceOf(line, canonical)} on`,
      );
    const isForeign = identities.some(
      (name) => (row as JsonObject)[name] !== null && (row as JsonObject)[name] !== userId,
    );
    if (isForeign)
      throw new InvalidShard(
        'identity_differs',
        `${where} has a user_id that is not the one of its identity proof`,
      );
  }
  if (rowCount === 0) throw new InvalidShard('inconsistent', 'the file has no rows');
  return rowCount;
}

function textOf(bytes: Uint8Array, where: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new InvalidShard('malformed', `${where} is not UTF-8`);
  }
}

function parseLine(line: string, where: string): JsonValue {
  try {
    return parseJson(line);
  } catch {
    throw new InvalidShard('malformed', `${where} is not JSON`);
  }
}

function canonicalOf(features: TableDefinition['features'], row: JsonValue, where: string): string {
  try {
    return canonicalObject(features, row);
  } catch (error) {
    throw error instanceof UnfitValue
      ? new InvalidShard('value_invalid', `${where}: ${error.message}`)
      : error;
  }
}

function differenceOf(line: string, canonical: string): number {
  let at = 0;
  while (at < line.length && line[at] === canonical[at]) at++;
  return at + 1;
}
