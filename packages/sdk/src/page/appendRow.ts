import { type AudioReference, RowError, type TableDefinition } from '@parqueue/schema';
import type { Said } from '../entry/said.ts';
import { rowLine } from '../journal/rowLine.ts';
import type { LogState } from './logState.ts';
import type { OutboxItem } from './outbox.ts';

type Values = Readonly<Record<string, unknown>>;

/** Makes an entry of a row and sends it on its way, or notes why there is none. Never throws. */
export function appendRow(state: LogState, { ref, at, values, refused }: Said): void {
  const { table, rowId } = ref;
  try {
    const refusal = state.refusal() ?? refused?.error;
    if (refusal) throw refusal;
    const line = rowLine(table, values);
    const columns = state.columnsOf(table);
    takeClips(state, table, columns.audio, values as Values);
    const seq = state.nextSeq(table);
    const item: OutboxItem = { entry: { table: table.name, seq, change: 0, rowId, at, line } };
    const set = columns.once.length === 0 ? NONE : new Set(columns.once.filter(isSet(values as Values)));
    ref.known = { kind: 'appended', item, set };
    state.send(item);
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    state.drop(table.name, refused?.reason ?? 'invalid');
    ref.known = { kind: 'refused', error };
  }
}

/** Columns that are set once, and are, of rows whose table has none: shared, and never added to. */
const NONE: Set<string> = new Set();

const isSet = (row: Values) => (column: string) => (row[column] ?? null) !== null;

/** All or none, so that a row that is refused holds no clip. */
function takeClips(state: LogState, table: TableDefinition, columns: readonly string[], row: Values): void {
  const clips = columns.flatMap((column) => {
    const clip = row[column] as AudioReference | null | undefined;
    return clip ? [{ column, recordingId: clip.recordingId, index: clip.index ?? 0 }] : [];
  });
  for (const { column, recordingId, index } of clips) {
    if (!state.isTaken(recordingId, index)) continue;
    const said = `clip ${index} of recording ${recordingId} belongs to another row`;
    throw new RowError(table.name, column, said);
  }
  for (const { recordingId, index } of clips) state.takeClip(recordingId, index);
}
