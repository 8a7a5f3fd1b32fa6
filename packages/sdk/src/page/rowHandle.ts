import { type Cell, encodeChange, type TableDefinition } from '@parqueue/schema';
import type { CommitPlace } from '@parqueue/schema/wire';
import { ParqueueError } from '../api/errors.ts';
import type { ChangeResult, RowHandle, RowState } from '../api/row.ts';
import type { ChangeOutcome } from '../engine/engine.ts';
import type { LogState } from './logState.ts';

type Values = Readonly<Record<string, unknown>>;

/** A row as its handle knows it. A row of an earlier page life has no `seq`, and is `found` by its id. */
export type KnownRow =
  | {
      readonly kind: 'appended';
      readonly rowId: string;
      readonly seq: number;
      readonly stored: Promise<void>;
      readonly set: Set<string>;
    }
  | { readonly kind: 'found'; readonly rowId: string }
  | { readonly kind: 'refused'; readonly rowId: string; readonly error: Error };

/** The handle of a row. */
export function rowHandle(state: LogState, table: TableDefinition, row: KnownRow): RowHandle<Values, string> {
  let committed: Promise<CommitPlace> | undefined;

  async function whereIs(): Promise<RowState> {
    if (row.kind === 'refused') return { kind: 'unknown' };
    await state.settled();
    return (await state.engine()).rowState(table.name, row.rowId);
  }

  function watchCommit(): Promise<CommitPlace> {
    if (row.kind === 'refused') return quiet(Promise.reject(row.error));
    return quiet(
      new Promise((resolve, reject) => {
        const stop = state.steps.on(row.rowId, (step) => {
          if (step.kind === 'committed') settle({ ...step });
        });
        const settle = (now: RowState) => {
          if (now.kind === 'committed') resolve({ commit: now.commit, path: now.path });
          else if (now.kind === 'dead')
            reject(new ParqueueError('shard_refused', `row ${row.rowId}: ${now.reason}`));
          else return;
          stop();
        };
        // It may have been committed before anyone asked.
        whereIs().then(settle, () => {});
      }),
    );
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
      const entry = { ...said, seq: row.seq };
      return new Promise((resolve) => state.send({ entry, onStored: resolve }));
    }
    await state.settled();
    return (await state.engine()).changeRow(said);
  }

  return {
    rowId: row.rowId,
    get stored() {
      if (row.kind === 'appended') return row.stored;
      return row.kind === 'found' ? Promise.resolve() : quiet(Promise.reject(row.error));
    },
    get committed() {
      committed ??= watchCommit();
      return committed;
    },
    state: whereIs,
    set: change,
    push: (column: string, ...elements: unknown[]) => change({ [column]: elements }),
  } as RowHandle<Values, string>;
}

function noteSet(row: KnownRow, column: string): void {
  if (row.kind === 'appended') row.set.add(column);
}

/** A promise that nobody has to listen to. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
