import { type AudioReference, encodeRow, RowError, type TableDefinition } from '@parqueue/schema';
import type { RowHandle } from '../api/row.ts';
import type { LogState } from './logState.ts';
import type { OutboxItem } from './outbox.ts';
import { rowHandle } from './rowHandle.ts';

type Values = Readonly<Record<string, unknown>>;

/** A row's text may not be larger, in characters of JSON: an eighth of a shard. */
const ROW_MAX_CHARACTERS = 2.5 * 1024 * 1024;

/** Columns that are set once, and are, of rows whose table has none: shared, and never added to. */
const NONE: Set<string> = new Set();

/** The door of one table, before its types. */
export interface UntypedDoor {
  append(row: Values): RowHandle<Values, string>;
  row(rowId: string): RowHandle<Values, string>;
}

export function tableDoor(state: LogState, table: TableDefinition): UntypedDoor {
  const audioColumns = Object.keys(table.features).filter((name) => table.features[name]?.kind === 'audio');
  const onceColumns = Object.keys(table.merge).filter((name) => table.merge[name] === 'once');
  const isSet = (row: Values) => (column: string) => (row[column] ?? null) !== null;

  function refuse(reason: 'invalid' | 'before_append', error: Error): RowHandle<Values, string> {
    state.drop(table.name, reason);
    return rowHandle(state, table, { kind: 'refused', rowId: state.newId(), error });
  }

  function lineOf(row: Values): string {
    if (typeof row?.['then'] === 'function')
      throw new RowError(table.name, '', 'expected a row, got a promise; await it first');
    const line = JSON.stringify(encodeRow(table, row));
    if (line.length > ROW_MAX_CHARACTERS) {
      throw new RowError(
        table.name,
        '',
        `expected at most ${ROW_MAX_CHARACTERS} characters of JSON, got ${line.length}`,
      );
    }
    takeClips(row);
    return line;
  }

  /** All or none, so that a row that is refused holds no clip. */
  function takeClips(row: Values): void {
    const clips = audioColumns.flatMap((column) => {
      const clip = row[column] as AudioReference | null | undefined;
      return clip ? [{ column, recordingId: clip.recordingId, index: clip.index ?? 0 }] : [];
    });
    for (const { column, recordingId, index } of clips) {
      if (state.isTaken(recordingId, index)) {
        const said = `clip ${index} of recording ${recordingId} belongs to another row`;
        throw new RowError(table.name, column, said);
      }
    }
    for (const { recordingId, index } of clips) state.takeClip(recordingId, index);
  }

  function append(given: Values): RowHandle<Values, string> {
    const refusal = state.refusal();
    if (refusal) return refuse('invalid', refusal);
    let row: Values | null = given;
    let line: string;
    try {
      row =
        state.beforeAppend === undefined ? given : (state.beforeAppend(table.name, given) as Values | null);
      if (row === null)
        return refuse('before_append', new RowError(table.name, '', 'beforeAppend dropped the row'));
      line = lineOf(row);
    } catch (error) {
      return refuse('invalid', error instanceof Error ? error : new Error(String(error)));
    }
    const rowId = state.newId();
    const seq = state.nextSeq(table);
    const item: OutboxItem = { entry: { table: table.name, seq, change: 0, rowId, at: state.now(), line } };
    state.send(item);
    const set = onceColumns.length === 0 ? NONE : new Set(onceColumns.filter(isSet(row)));
    return rowHandle(state, table, { kind: 'appended', rowId, item, set });
  }

  return { append, row: (rowId) => rowHandle(state, table, { kind: 'found', rowId }) };
}
