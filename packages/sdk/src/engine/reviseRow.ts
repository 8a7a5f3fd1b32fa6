import { type Cell, type Fill, mergeCell, type TableDefinition } from '@parqueue/schema';
import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import type { Area, Writing } from '../store/store.ts';
import {
  findSent,
  findWaiting,
  noteFolded,
  revisionOf,
  type SentRow,
  type WaitingRow,
} from './currentRow.ts';
import type { ChangeReply, RowChange } from './engine.ts';

/** The areas that changing a row by its id touches. */
export const REVISE_AREAS: readonly Area[] = [...ENTRY_AREAS, 'shards', 'receipts', 'kept', 'recordings'];

export interface ReviseParts {
  /** The page life that revisions are numbered in: one of the engine's own, since no page counts them. */
  readonly clientId: string;
  readonly newId: () => string;
}

/**
 * Changes a row that is known by its id alone, or was sealed before its change came. While it lies in the journal, the change is written
 * beside it. Once it has left, the whole row as it then is becomes a new revision, without its sound, which is never sent twice, unless the
 * change brings one. A change that is in the row already, or makes no difference, makes none; that it came is noted, so that it does not
 * undo a later one when it is said again.
 *
 * @param tables those that the numbers of the change's columns speak of.
 */
export async function reviseRow(
  transaction: Writing,
  change: RowChange,
  tables: readonly TableDefinition[],
  parts: ReviseParts,
): Promise<ChangeReply> {
  const said = tables.find(({ name }) => name === change.table);
  if (said === undefined) return { outcome: 'forgotten', kept: [] };
  const waiting = await findWaiting(transaction, change.table, change.rowId);
  if (waiting !== undefined && !waiting.isReopened)
    return changeWaiting(transaction, waiting, said, change, parts);
  const sent = await findSent(transaction, change.table, change.rowId);
  if (waiting !== undefined && (sent === undefined || revisionOf(sent.row) < revisionOf(waiting.row)))
    return changeWaiting(transaction, waiting, said, change, parts);
  if (sent === undefined) return { outcome: await whyNotHere(transaction, said, change), kept: [] };
  if (sent.row.folded.includes(change.change)) return { outcome: 'applied', kept: [] };
  if (!sent.definition.revisions) return { outcome: 'sealed', kept: [] };
  return writeRevision(transaction, sent, said, change, parts);
}

/** Of a table without revisions nothing is kept of a row that was delivered but that it was. */
async function whyNotHere(
  transaction: Writing,
  { name, revisions }: TableDefinition,
  { rowId }: RowChange,
): Promise<'sealed' | 'forgotten'> {
  if (revisions) return 'forgotten';
  const receipts = await transaction.list('receipts');
  const isKnown = receipts.some(([, { table, rowIds }]) => table === name && rowIds.includes(rowId));
  return isKnown ? 'sealed' : 'forgotten';
}

type Column = readonly [name: string, cell: Cell];

/** A change by the names of its columns: another version of the table counts them otherwise. */
function columnsOf({ features }: TableDefinition, { line }: RowChange): readonly Column[] {
  const names = Object.keys(features);
  return (JSON.parse(line) as [number, Cell][]).flatMap(([index, cell]): Column[] => {
    const name = names[index];
    return name === undefined ? [] : [[name, cell]];
  });
}

/** What of a change applies to a row, and which columns are set once, already were, and so stay. */
function sortColumns(definition: TableDefinition, cells: readonly Cell[], columns: readonly Column[]) {
  const names = Object.keys(definition.features);
  const isKept = ([name]: Column): boolean =>
    definition.merge[name] === 'once' && (cells[names.indexOf(name)] ?? null) !== null;
  return {
    kept: columns.filter(isKept).map(([name]) => name),
    applied: columns.filter((column) => !isKept(column)),
    isKnown: columns.every(([name]) => names.includes(name)),
    indexOf: (name: string) => names.indexOf(name),
  };
}

async function changeWaiting(
  transaction: Writing,
  { clientId, definition, record, row }: WaitingRow,
  said: TableDefinition,
  change: RowChange,
  { newId }: ReviseParts,
): Promise<ChangeReply> {
  if (row.folded.includes(change.change)) return { outcome: 'applied', kept: [] };
  const { kept, applied, isKnown, indexOf } = sortColumns(definition, row.cells, columnsOf(said, change));
  // Its version of the table lacks a column of the change.
  if (!isKnown) return { outcome: 'sealed', kept: [] };
  if (applied.length === 0) return { outcome: kept.length > 0 ? 'once' : 'applied', kept };
  const { table, rowId, at } = change;
  const line = JSON.stringify(applied.map(([name, cell]) => [indexOf(name), cell]));
  const entry = { table, seq: row.seq, change: change.change, rowId, at, line };
  const { fingerprint, identity } = record;
  await transaction.put('journal', [table, clientId, newId()], { fingerprint, identity, entries: [entry] });
  return { outcome: 'applied', kept };
}

async function writeRevision(
  transaction: Writing,
  sent: SentRow,
  said: TableDefinition,
  { table, rowId, change, at, line }: RowChange,
  { clientId, newId }: ReviseParts,
): Promise<ChangeReply> {
  const definition = holdsAll(said, sent.definition) ? said : sent.definition;
  const before = cellsIn(definition, sent);
  const columns = columnsOf(said, { table, rowId, change, at, line });
  const { kept, applied, isKnown, indexOf } = sortColumns(definition, before, columns);
  if (!isKnown) return { outcome: 'sealed', kept: [] };
  const after = [...before];
  for (const [name, cell] of withNewSound(definition, applied)) {
    const feature = definition.features[name];
    const index = indexOf(name);
    if (feature === undefined) continue;
    const policy = definition.merge[name] ?? 'replace';
    after[index] = mergeCell(feature, policy, before[index] ?? null, cell);
  }
  if (applied.length === 0 && kept.length > 0) return { outcome: 'once', kept };
  if (JSON.stringify(after) === JSON.stringify(before)) {
    await noteFolded(transaction, sent, change);
    return { outcome: 'applied', kept };
  }
  const seqs = await transaction.get('seqs', [table, clientId]);
  const entry = {
    table,
    seq: (seqs?.stored.at(-1)?.[1] ?? -1) + 1,
    change: 0,
    rowId,
    at,
    line: JSON.stringify(after),
    folded: [...sent.row.folded, change],
    revision: (sent.row.revision ?? 0) + 1,
  };
  const { identity } = sent;
  await writeEntries(transaction, { clientId, identity, tables: [definition], entries: [entry] }, newId);
  return { outcome: 'applied', kept };
}

/** What columns were filled with of a sound that another takes the place of is emptied, to be filled anew, unless the change sets it. */
function withNewSound({ features, fill }: TableDefinition, columns: readonly Column[]): readonly Column[] {
  if (!columns.some(([name, cell]) => features[name]?.kind === 'audio' && cell !== null)) return columns;
  const filled = Object.keys(features).filter((name) => OF_SOUND.has(fill[name] ?? ''));
  return [...filled.map((name): Column => [name, null]), ...columns];
}

const OF_SOUND: ReadonlySet<string> = new Set(['audioId', 'audioDurationS'] satisfies Fill[]);

/** Whether a version of a table has all columns of another one. */
const holdsAll = ({ features, revisions }: TableDefinition, other: TableDefinition): boolean =>
  revisions && Object.keys(other.features).every((name) => Object.hasOwn(features, name));

/** The cells of a row in the order of a version of its table. */
function cellsIn(definition: TableDefinition, { definition: own, cells }: SentRow): Cell[] {
  const names = Object.keys(own.features);
  return Object.keys(definition.features).map((name) => cells[names.indexOf(name)] ?? null);
}
