import { type Cell, encodeChange, type TableDefinition } from '@parqueue/schema';
import type { CommitPlace } from '@parqueue/schema/wire';
import type { ChangeResult, RowHandle, RowState } from '../api/row.ts';
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

/** The handle of a row. */
export function rowHandle(state: LogState, table: TableDefinition, row: KnownRow): RowHandle<Values, string> {
  const { rowId } = row;
  let stored: Promise<void> | undefined;
  let committed: Promise<CommitPlace> | undefined;

  async function whereIs(): Promise<RowState> {
    if (row.kind === 'refused') return { kind: 'unknown' };
    await state.settled();
    return (await state.engine()).rowState(table.name, rowId);
  }

  async function watchStored(): Promise<void> {
    if (row.kind === 'refused') throw row.error;
    if (row.kind === 'found') return;
    await outcomeOf(row.item);
    if (state.storesNothing()) await awaitStep(state.steps, rowId, whereIs, isAtRelay);
  }

  async function watchCommit(): Promise<CommitPlace> {
    if (row.kind === 'refused') throw row.error;
    // A row that never came to be stored never comes to be committed.
    const lost = row.kind === 'appended' ? outcomeOf(row.item).then(() => NEVER) : NEVER;
    return Promise.race([awaitStep(state.steps, rowId, whereIs, placeOf), lost]);
  }

  async function change(values: unknown): Promise<ChangeResult> {
    if (row.kind === 'refused') return { applied: false, reason: 'invalid', error: row.error };
    try {
      return await applyChange(encodeChange(table, values));
    } catch (error) {
      return { applied: false, reason: 'invalid', error: error as Error };
    }
  }

  async function applyChange(cells: [column: number, cell: Cell][]): Promise<ChangeResult> {
    const columns = Object.keys(table.features);
    const kept = cells.map(([index]) => columns[index] as string).filter((name) => isSetOnce(row, name));
    const left = cells.filter(([index]) => !kept.includes(columns[index] as string));
    if (left.length === 0)
      return kept.length > 0 ? { applied: false, reason: 'once' } : { applied: true, kept };
    const outcome = await write(JSON.stringify(left));
    if (outcome !== 'applied') return { applied: false, reason: outcome };
    for (const [index, cell] of left) if (cell !== null) noteSet(row, columns[index] as string);
    return { applied: true, kept };
  }

  const isSetOnce = (known: KnownRow, column: string): boolean =>
    known.kind === 'appended' && table.merge[column] === 'once' && known.set.has(column);

  async function write(line: string): Promise<ChangeOutcome | 'forgotten'> {
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

  return {
    rowId: row.rowId,
    get stored() {
      stored ??= quiet(watchStored());
      return stored;
    },
    get committed() {
      committed ??= quiet(watchCommit());
      return committed;
    },
    state: () => quiet(whereIs()),
    set: change,
    push: (column: string, ...elements: unknown[]) => change({ [column]: elements }),
  } as RowHandle<Values, string>;
}

const NEVER = new Promise<never>(() => {});

const isAtRelay = ({ kind }: RowState) => (kind === 'accepted' || kind === 'committed' ? true : undefined);

const placeOf = (now: RowState): CommitPlace | undefined =>
  now.kind === 'committed' ? { commit: now.commit, path: now.path } : undefined;

function noteSet(row: KnownRow, column: string): void {
  if (row.kind === 'appended') row.set.add(column);
}

/** A promise that nobody has to listen to. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
