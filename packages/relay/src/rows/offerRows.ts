import { createHash } from 'node:crypto';
import { type Cell, isoSeconds, type TableDefinition } from '@parqueue/schema';
import { rowJson } from '@parqueue/schema/file';
import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import { joinBytes } from '../parquet/joinBytes.ts';
import { RelayError } from '../relayError.ts';
import type { ReadRow } from './readRows.ts';
import type { RowMark, RowOffer } from './rowOffer.ts';
import type { RowSender } from './rowSender.ts';

/** Of a row's SHA-256 so many hex digits are kept, for as long as the dataset lives: 16 bytes. */
const DIGEST_DIGITS = 32;

const encoder = new TextEncoder();

/**
 * Rows as they go to the spool of their dataset, with the columns filled that their senders left to the relay.
 *
 * @param now fills columns with the time of the append, in epoch milliseconds
 * @throws {RelayError} when they would be more than a shard may be: every column of every row is written out
 */
export function offerRows(
  table: TableDefinition,
  rows: readonly ReadRow[],
  sender: RowSender,
  now: number,
): RowOffer {
  const { name, path, format, fingerprint } = table;
  const lines: Uint8Array[] = [];
  const marks: RowMark[] = [];
  let totalBytes = 0;
  for (const row of rows) {
    const line = encoder.encode(`${lineOf(table, filledCells(table, row.cells, sender, now))}\n`);
    totalBytes += line.length;
    if (totalBytes > SHARD_MAX_BYTES)
      throw new RelayError(
        'message_too_large',
        `line ${row.line}: with all columns the rows have more than ${SHARD_MAX_BYTES} bytes; send them in parts`,
        { place: { line: row.line } },
      );
    lines.push(line);
    const { rowId, revision } = row;
    marks.push({ line: row.line, rowId, revision, digest: digestOf(table, row), sizeBytes: line.length });
  }
  return {
    table: name,
    tablePath: path,
    format,
    fingerprint,
    userId: sender.kind === 'person' ? sender.userId : '',
    ...(sender.kind === 'person' && { payer: sender.payer }),
    marks,
    isRepeatable: true,
    bytes: joinBytes(lines),
  };
}

const lineOf = ({ format, features }: TableDefinition, cells: readonly Cell[]): string =>
  format === 'jsonl' ? rowJson(features, cells) : JSON.stringify(cells);

function filledCells(
  { features, fill }: TableDefinition,
  cells: readonly Cell[],
  sender: RowSender,
  now: number,
): readonly Cell[] {
  return Object.entries(features).map(([name, feature], i) => {
    const cell = cells[i] ?? null;
    if (fill[name] === 'identity' && sender.kind === 'person') return sender.userId;
    if (fill[name] !== 'appendedAt' || cell !== null) return cell;
    return feature.kind === 'timestamp' ? now : isoSeconds(now);
  });
}

/**
 * Of what the sender said, and nothing that was filled in, so that the same row sent later has the same; by the names of its columns, so
 * that it has the same when the table has got another column meanwhile.
 */
function digestOf({ features }: TableDefinition, { cells }: ReadRow): string {
  const said = Object.keys(features)
    .map((name, i) => [name, cells[i] ?? null] as const)
    .filter(([, cell]) => cell !== null)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, DIGEST_DIGITS);
}
