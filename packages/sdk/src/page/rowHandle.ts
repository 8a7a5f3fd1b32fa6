import { type Cell, encodeChange, type TableDefinition } from '@parqueue/schema';
import type { CommitPlace } from '@parqueue/schema/wire';
import type { ChangeResult, RowHandle, RowState } from '../api/row.ts';
import { quiet } from '../base/quiet.ts';
import type { ChangeOutcome } from '../engine/engine.ts';
import { awaitStep } from './awaitStep.ts';
import type { LogState } from './logState.ts';
import { type OutboxItem, outcomeOf } from './outbox.ts';

type Values = Readonly<Record<string, unknown>>;

/** A row as its handle knows it. A row of an earlier page life has no entry here, and is `found` by its id. */
export type KnownRow =
  | {
      readonly kind: 'appended';
      readonly rowId: string;
      readonly item: OutboxItem;
      /** Columns that are set once, and are. */
      readonly set: Set<string>;
    }
  | { readonly kind: 'found'; readonly rowId: string }
  | { readonly kind: 'refused'; readonly rowId: string; readonly error: Error };

/** What a handle stands on. */
interface Handled {
  readonly state: LogState;
  readonly table: TableDefinition;
  readonly row: KnownRow;
}

/** The handle of a row. */
export const rowHandle = (
  state: LogState,
  table: TableDefinition,
  row: KnownRow,
): RowHandle<Values, string> => new Handle({ state, table, row }) as RowHandle<Values, string>;

/** A class, since one is made for each row of a burst: closures for each would cost more than the row itself. */
class Handle {
  readonly #handled: Handled;
  #stored: Promise<void> | undefined;
  #committed: Promise<CommitPlace> | undefined;

  constructor(handled: Handled) {
    this.#handled = handled;
  }

  get rowId(): string {
    return this.#handled.row.rowId;
  }

  get stored(): Promise<void> {
    this.#stored ??= quiet(watchStored(this.#handled));
    return this.#stored;
  }

  get committed(): Promise<CommitPlace> {
    this.#committed ??= quiet(watchCommit(this.#handled));
    return this.#committed;
  }

  state(): Promise<RowState> {
    return quiet(whereIs(this.#handled));
  }

  set(values: unknown): Promise<ChangeResult> {
    return change(this.#handled, values);
  }

  push(column: string, ...elements: unknown[]): Promise<ChangeResult> {
    return change(this.#handled, { [column]: elements });
  }
}

async function whereIs({ state, table, row }: Handled): Promise<RowState> {
  if (row.kind === 'refused') return { kind: 'unknown' };
  await state.settled();
  return (await state.engine()).rowState(table.name, row.rowId);
}

async function watchStored(handled: Handled): Promise<void> {
  const { state, row } = handled;
  if (row.kind === 'refused') throw row.error;
  if (row.kind === 'found') return;
  await outcomeOf(row.item);
  if (state.storesNothing()) await awaitStep(state.steps, row.rowId, () => whereIs(handled), isAtRelay);
}

async function watchCommit(handled: Handled): Promise<CommitPlace> {
  const { state, row } = handled;
  if (row.kind === 'refused') throw row.error;
  // A row that never came to be stored never comes to be committed.
  const lost = row.kind === 'appended' ? outcomeOf(row.item).then(() => NEVER) : NEVER;
  return Promise.race([awaitStep(state.steps, row.rowId, () => whereIs(handled), placeOf), lost]);
}

async function change(handled: Handled, values: unknown): Promise<ChangeResult> {
  const { table, row } = handled;
  if (row.kind === 'refused') return { applied: false, reason: 'invalid', error: row.error };
  try {
    return await applyChange(handled, encodeChange(table, values));
  } catch (error) {
    return { applied: false, reason: 'invalid', error: error as Error };
  }
}

async function applyChange(handled: Handled, cells: [column: number, cell: Cell][]): Promise<ChangeResult> {
  const { table, row } = handled;
  const columns = Object.keys(table.features);
  const isSetOnce = (name: string) =>
    table.merge[name] === 'once' && row.kind === 'appended' && row.set.has(name);
  const kept = cells.map(([index]) => columns[index] as string).filter(isSetOnce);
  const left = cells.filter(([index]) => !kept.includes(columns[index] as string));
  if (left.length === 0)
    return kept.length > 0 ? { applied: false, reason: 'once' } : { applied: true, kept };
  const outcome = await write(handled, JSON.stringify(left));
  if (outcome !== 'applied') return { applied: false, reason: outcome };
  for (const [index, cell] of left) if (cell !== null) noteSet(handled, columns[index] as string);
  return { applied: true, kept };
}

async function write({ state, table, row }: Handled, line: string): Promise<ChangeOutcome | 'forgotten'> {
  const said = { table: table.name, rowId: row.rowId, change: state.nextChange(), at: state.now(), line };
  if (row.kind === 'appended') {
    const refusal = state.refusal();
    if (refusal) throw refusal;
    const item: OutboxItem = { entry: { ...said, seq: row.item.entry.seq } };
    state.send(item);
    return outcomeOf(item);
  }
  await state.settled();
  return (await state.engine()).changeRow(said);
}

const NEVER = new Promise<never>(() => {});

const isAtRelay = ({ kind }: RowState) => (kind === 'accepted' || kind === 'committed' ? true : undefined);

const placeOf = (now: RowState): CommitPlace | undefined =>
  now.kind === 'committed' ? { commit: now.commit, path: now.path } : undefined;

function noteSet({ table, row }: Handled, column: string): void {
  if (row.kind === 'appended' && table.merge[column] === 'once') row.set.add(column);
}
