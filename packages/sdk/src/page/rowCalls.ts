import { type Cell, encodeChange } from '@parqueue/schema';
import type { CommitPlace } from '@parqueue/schema/wire';
import { ParqueueError } from '../api/errors.ts';
import type { ChangeResult, DeleteResult, RowState } from '../api/row.ts';
import type { ChangeReply } from '../engine/engine.ts';
import type { RowRef, Said } from '../entry/said.ts';
import { awaitStep } from './awaitStep.ts';
import type { LogState } from './logState.ts';
import { type OutboxItem, outcomeOf } from './outbox.ts';

/** What a row's handle asks. A row that was not appended here is found by its id. */
export interface RowCalls {
  stored(ref: RowRef): Promise<void>;
  committed(ref: RowRef): Promise<CommitPlace>;
  state(ref: RowRef): Promise<RowState>;
  change(said: Said): Promise<ChangeResult>;
  delete(ref: RowRef): Promise<DeleteResult>;
}

export const rowCalls = (state: LogState): RowCalls => ({
  stored: (ref) => watchStored(state, ref),
  committed: (ref) => watchCommit(state, ref),
  state: (ref) => whereIs(state, ref),
  change: (said) => change(state, said),
  delete: (ref) => deleteRow(state, ref),
});

async function whereIs(state: LogState, { table, rowId, known }: RowRef): Promise<RowState> {
  if (known?.kind === 'refused') return { kind: 'unknown' };
  await state.settled();
  return (await state.engine()).rowState(table.name, rowId);
}

async function deleteRow(state: LogState, { table, rowId, known }: RowRef): Promise<DeleteResult> {
  if (known?.kind === 'refused') return { deleted: false, reason: 'unknown' };
  await state.settled();
  const result = await (await state.engine()).deleteRow(table.name, rowId);
  if (!result.deleted) return result;
  state.steps.tell([rowId], new ParqueueError('deleted', `row ${rowId} was deleted`));
  return result;
}

async function watchStored(state: LogState, ref: RowRef): Promise<void> {
  const { known, rowId } = ref;
  if (known === undefined) return;
  if (known.kind === 'refused') throw known.error;
  await outcomeOf(known.item);
  if (state.storesNothing()) await awaitStep(state.steps, rowId, () => whereIs(state, ref), isAtRelay);
}

async function watchCommit(state: LogState, ref: RowRef): Promise<CommitPlace> {
  const { known, rowId } = ref;
  if (known?.kind === 'refused') throw known.error;
  // A row that never came to be stored never comes to be committed.
  const lost = known === undefined ? NEVER : outcomeOf(known.item).then(() => NEVER);
  return Promise.race([awaitStep(state.steps, rowId, () => whereIs(state, ref), placeOf), lost]);
}

async function change(state: LogState, said: Said): Promise<ChangeResult> {
  const { table, known } = said.ref;
  if (known?.kind === 'refused') return { applied: false, reason: 'invalid', error: known.error };
  try {
    return await applyChange(state, said, encodeChange(table, said.values));
  } catch (error) {
    return { applied: false, reason: 'invalid', error: error as Error };
  }
}

async function applyChange(
  state: LogState,
  said: Said,
  cells: [column: number, cell: Cell][],
): Promise<ChangeResult> {
  const { table, known } = said.ref;
  const columns = Object.keys(table.features);
  const set = known?.kind === 'appended' ? known.set : undefined;
  const isOnce = (name: string) => table.merge[name] === 'once';
  const kept = cells
    .map(([index]) => columns[index] as string)
    .filter((name) => isOnce(name) && set?.has(name));
  const left = cells.filter(([index]) => !kept.includes(columns[index] as string));
  if (left.length === 0)
    return kept.length > 0 ? { applied: false, reason: 'once' } : { applied: true, kept };
  const reply = await write(state, said, JSON.stringify(left));
  if (reply.outcome !== 'applied') return { applied: false, reason: reply.outcome };
  for (const [index, cell] of left) {
    const name = columns[index] as string;
    if (cell !== null && isOnce(name)) set?.add(name);
  }
  return { applied: true, kept: [...kept, ...reply.kept] };
}

async function write(state: LogState, { ref, change, at }: Said, line: string): Promise<ChangeReply> {
  const said = { table: ref.table.name, rowId: ref.rowId, change, at, line };
  const refusal = state.refusal();
  if (refusal) throw refusal;
  if (ref.known?.kind !== 'appended') return state.changeFound(said);
  const item: OutboxItem = { entry: { ...said, seq: ref.known.item.entry.seq } };
  state.send(item);
  return { outcome: await outcomeOf(item), kept: [] };
}

const NEVER = new Promise<never>(() => {});

const isAtRelay = ({ kind }: RowState) => (kind === 'accepted' || kind === 'committed' ? true : undefined);

const placeOf = (now: RowState): CommitPlace | undefined =>
  now.kind === 'committed' ? { commit: now.commit, path: now.path } : undefined;
