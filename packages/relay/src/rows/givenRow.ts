import { type Cell, encodeRow, type FeatureSpec, RowError, type TableDefinition } from '@parqueue/schema';
import { ROW_ID_PATTERN } from '@parqueue/schema/wire';
import { fitNumbers } from './fitNumbers.ts';
import type { RowSender } from './rowSender.ts';

/** A row as its sender gave it. */
export interface GivenRow {
  readonly rowId: string;
  /** 0 in tables without revisions. */
  readonly revision: number;
  /** In the order of the table's features; null where nothing was given. */
  readonly cells: readonly Cell[];
}

const REVISION_MAX = 2 ** 31 - 1;

/**
 * Reads a row that comes without the SDK: what the SDK fills in, its sender says here.
 *
 * @param value a parsed line; whole numbers that a double does not hold are bigints
 * @throws {RowError} naming the column, what was expected and what came
 */
export function readGivenRow(table: TableDefinition, value: unknown, sender: RowSender): GivenRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RowError(table.name, '', 'expected a row as a JSON object');
  const row = { ...value } as Record<string, unknown>;
  const rowId = takeRowId(table, row);
  const revision = takeRevision(table, row);
  const identities = takeIdentities(table, row, sender);
  refuseAudio(table, row);
  const cells = encodeRow(table, fitted(table, row));
  Object.keys(table.features).forEach((name, i) => {
    if (table.revisions && name === 'row_id') cells[i] = rowId;
    if (table.revisions && name === 'revision') cells[i] = revision;
    cells[i] = identities.get(name) ?? cells[i] ?? null;
  });
  return { rowId, revision, cells };
}

function takeRowId(table: TableDefinition, row: Record<string, unknown>): string {
  const { row_id: rowId } = row;
  if (typeof rowId !== 'string' || !ROW_ID_PATTERN.test(rowId))
    throw new RowError(
      table.name,
      'row_id',
      `${rowId === undefined ? 'is missing' : 'is no id'}; give each row one of its own, 1 to 64 of A-Z a-z 0-9 . _ : -, so that it can be sent again`,
    );
  // A table without revisions may have such a column itself.
  if (table.revisions || !Object.hasOwn(table.features, 'row_id')) delete row['row_id'];
  return rowId;
}

function takeRevision(table: TableDefinition, row: Record<string, unknown>): number {
  if (!table.revisions) return 0;
  const revision = row['revision'] ?? 0;
  delete row['revision'];
  if (typeof revision === 'number' && Number.isInteger(revision) && revision >= 0 && revision <= REVISION_MAX)
    return revision;
  throw new RowError(table.name, 'revision', `expected a whole number from 0 to ${REVISION_MAX}`);
}

/** An anonymous id, as a relay makes them. Of a backend that knows its people, it is the backend's to make. */
const USER_ID_PATTERN = /^[0-9a-f]{12,64}$/;

function takeIdentities(
  table: TableDefinition,
  row: Record<string, unknown>,
  sender: RowSender,
): ReadonlyMap<string, string> {
  const identities = new Map<string, string>();
  for (const [name, fill] of Object.entries(table.fill)) {
    if (fill !== 'identity') continue;
    const given = row[name] ?? null;
    delete row[name];
    if (given === null) continue;
    if (sender.kind === 'person' && given !== sender.userId)
      throw new RowError(table.name, name, 'is not the one of the identity proof; leave it out');
    if (typeof given !== 'string' || !USER_ID_PATTERN.test(given))
      throw new RowError(table.name, name, 'expected an anonymous id of 12 to 64 hex digits, or null');
    if (sender.kind === 'operator') identities.set(name, given);
  }
  return identities;
}

function refuseAudio(table: TableDefinition, row: Record<string, unknown>): void {
  for (const [name, feature] of Object.entries(table.features)) {
    if (feature.kind === 'audio' && Object.hasOwn(row, name) && row[name] !== null)
      throw new RowError(table.name, name, 'is audio, which comes within shards only; leave it out');
  }
}

const fitted = ({ features }: TableDefinition, row: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, fitNumbers(featureOf(features, name), value)]),
  );

const featureOf = (features: TableDefinition['features'], name: string): FeatureSpec | undefined =>
  Object.hasOwn(features, name) ? features[name] : undefined;
