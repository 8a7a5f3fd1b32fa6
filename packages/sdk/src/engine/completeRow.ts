import { type Cell, type FeatureSpec, type Fill, isoSeconds, type TableDefinition } from '@parqueue/schema';
import { audioId } from '../audio/audioId.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import type { StoredClip } from '../store/records.ts';

/** What a row's empty columns may be filled with. */
export interface RowContext {
  readonly userId: string;
  /** The clip of the row's first audio column. */
  readonly clip: StoredClip | undefined;
}

/**
 * The cells of a row as they go into the dataset: columns that were left out are filled as the table says, `user_id` always with the
 * identity, `row_id` and `revision` where the table has them.
 */
export function completeRow(table: TableDefinition, row: FoldedRow, context: RowContext): Cell[] {
  return Object.entries(table.features).map(([column, feature], index) => {
    if (table.revisions && column === 'row_id') return row.rowId;
    if (table.revisions && column === 'revision') return 0;
    const fill = table.fill[column];
    if (fill === 'identity') return context.userId;
    const cell = row.cells[index] ?? null;
    return cell === null && fill !== undefined ? fillCell(fill, feature, row, context) : cell;
  });
}

function fillCell(fill: Fill, feature: FeatureSpec, { at }: FoldedRow, { userId, clip }: RowContext): Cell {
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
): [recordingId: string, index: number][] {
  return Object.values(table.features).flatMap((feature, index) => {
    const cell = cells[index];
    return feature.kind === 'audio' && Array.isArray(cell) ? [[cell[0], cell[1]] as [string, number]] : [];
  });
}
