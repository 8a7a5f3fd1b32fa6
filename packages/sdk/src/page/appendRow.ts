import { ParqueueError } from '../api/errors.ts';
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
    state.clips.take(table, values);
    const seq = state.nextSeq(table);
    const item: OutboxItem = { entry: { table: table.name, seq, change: 0, rowId, at, line } };
    const once = state.onceOf(table);
    const set = once.length === 0 ? NONE : new Set(once.filter(isSet(values as Values)));
    ref.known = { kind: 'appended', item, set };
    state.send(item);
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    state.drop(table.name, isDenied(error) ? 'consent_denied' : (refused?.reason ?? 'invalid'));
    ref.known = { kind: 'refused', error };
  }
}

const isDenied = (error: Error): boolean => error instanceof ParqueueError && error.code === 'consent_denied';

/** Columns that are set once, and are, of rows whose table has none: shared, and never added to. */
const NONE: Set<string> = new Set();

const isSet = (row: Values) => (column: string) => (row[column] ?? null) !== null;
