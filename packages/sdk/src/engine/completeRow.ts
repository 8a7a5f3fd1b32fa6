import { type Cell, type FeatureSpec, type Fill, isoSeconds, type TableDefinition } from '@parqueue/schema';
import { audioId } from '../audio/audioId.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import type { StoredClip } from '../store/records.ts';

/** What a row's empty columns may be filled with. */
export interface RowContext {
  /** Null where it is not known yet, in an export. */
  readonly userId: string | null;
  /** The clip of the row's first audio column. */
  readonly clip: Pick<StoredClip, 'pcmSha256' | 'durationS'> | undefined;
}

/** Fills the cells of rows of one table. */
export type CompleteRow = (row: Omit<FoldedRow, 'line'>, context: RowContext) => Cell[];

/**
 * Makes the cells of rows as they go into the dataset: columns that were left out are filled as the table says, `user_id` always with the
 * identity, `row_id` and `revision` where the table has them.
 */
export function rowCompleter(table: TableDefinition): CompleteRow {
  const columns = Object.entries(table.features);
  const fills = columns.flatMap(([column, feature], index) => {
    const isOurs = table.revisions && (column === 'row_id' || column === 'revision');
    const fill = table.fill[column];
    return isOurs || fill === undefined ? [] : [{ index, feature, fill }];
  });
  const indexOf = (name: string) =>
    table.revisions ? columns.findIndex(([column]) => column === name) : NO_COLUMN;
  const [rowId, revision] = [indexOf('row_id'), indexOf('revision')];
  return (row, context) => {
    const cells = row.cells.slice(0, columns.length);
    while (cells.length < columns.length) cells.push(null);
    if (rowId !== NO_COLUMN) cells[rowId] = row.rowId;
    if (revision !== NO_COLUMN) cells[revision] = row.revision ?? 0;
    for (const { index, feature, fill } of fills) {
      if (fill === 'identity' || cells[index] === null) cells[index] = fillCell(fill, feature, row, context);
    }
    return cells;
  };
}

/** As `findIndex` says it. */
const NO_COLUMN = -1;

function fillCell(
  fill: Fill,
  feature: FeatureSpec,
  { at }: Pick<FoldedRow, 'at'>,
  { userId, clip }: RowContext,
): Cell {
  switch (fill) {
    case 'identity':
      return userId;
    case 'appendedAt':
      return feature.kind === 'timestamp' ? at : isoSeconds(at);
    case 'audioId':
      return clip === undefined ? null : audioId(clip.pcmSha256, at);
    case 'audioDurationS':
      return clip?.durationS ?? null;
  }
}

/** The clips that a row's audio columns name. */
export function audioCells(
  table: TableDefinition,
  cells: readonly Cell[],
): readonly (readonly [recordingId: string, index: number])[] {
  const columns = audioColumns(table);
  return columns.length === 0 ? NO_CLIPS : columns.flatMap((index) => clipCells(cells[index]));
}

/** Whether the table has a column of audio. */
export const hasAudio = (table: TableDefinition): boolean => audioColumns(table).length > 0;

const NO_CLIPS: readonly [string, number][] = [];

const clipCells = (cell: Cell | undefined): [string, number][] =>
  Array.isArray(cell) ? [[cell[0] as string, cell[1] as number]] : [];

/** By table: asked for each row, they are looked up once. */
const known = new WeakMap<TableDefinition, readonly number[]>();

function audioColumns(table: TableDefinition): readonly number[] {
  const columns =
    known.get(table) ??
    Object.values(table.features).flatMap((feature, index) => (feature.kind === 'audio' ? [index] : []));
  known.set(table, columns);
  return columns;
}
