import { RowError, type TableDefinition } from '@parqueue/schema';
import { ROW_MAX_BYTES, ROWS_MAX_COUNT } from '@parqueue/schema/wire';
import { bytesSource } from '../parquet/byteSource.ts';
import { RelayError } from '../relayError.ts';
import { linesOf } from '../values/linesOf.ts';
import { parseJson } from '../values/parseJson.ts';
import { type GivenRow, readGivenRow } from './givenRow.ts';
import type { RowSender } from './rowSender.ts';

/** A row and its line in the body, from 1. */
export interface ReadRow extends GivenRow {
  readonly line: number;
}

/** Tolerates no byte that is not UTF-8, and takes a byte order mark for what it is: no JSON. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The rows of JSON lines, each checked against its table. Blank lines are passed over; the last line needs no end.
 *
 * @throws {RelayError} for the first that is wrong, with its line, and its column where it has one
 */
export function readRows(table: TableDefinition, body: Uint8Array, sender: RowSender): readonly ReadRow[] {
  const rows: ReadRow[] = [];
  let line = 0;
  for (const { bytes } of linesOf(bytesSource(body))) {
    line += 1;
    if (bytes.length > ROW_MAX_BYTES)
      throw tooLarge(`a line has at most ${ROW_MAX_BYTES} bytes, this one ${bytes.length}`, line);
    const text = textOf(bytes, line);
    if (text.trim() === '') continue;
    if (rows.length === ROWS_MAX_COUNT) throw tooLarge(`there are at most ${ROWS_MAX_COUNT} rows`, line);
    rows.push({ line, ...readRow(table, text, sender, line) });
  }
  if (rows.length === 0) throw new RelayError('bad_request', 'the body has no rows');
  return rows;
}

function readRow(table: TableDefinition, text: string, sender: RowSender, line: number): GivenRow {
  const value = jsonOf(text, line);
  try {
    return readGivenRow(table, value, sender);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    throw invalid(error.message, line, error.column);
  }
}

function textOf(bytes: Uint8Array, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid('is not UTF-8', line);
  }
}

function jsonOf(text: string, line: number): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalid('is not JSON, which has no NaN and no Infinity either', line);
  }
}

const invalid = (problem: string, line: number, column = ''): RelayError =>
  new RelayError('rows_invalid', `line ${line}: ${problem}`, {
    place: { line, ...(column !== '' && { column }) },
  });

const tooLarge = (problem: string, line: number): RelayError =>
  new RelayError('message_too_large', `line ${line}: ${problem}; send them in parts`, { place: { line } });
