import type { EntryState } from '@parqueue/example-recorder/rows/rowEntry';
import type { RowState } from '@parqueue/sdk';
import type { RadioLogger } from '../radioLogger.ts';
import type { LogList } from './logList.ts';
import type { DoorListener } from './watchDoor.ts';

/**
 * Follows where the rows of a list are: by the logger's events, and for those of earlier visits by asking. What it gives is for the door
 * that the rows are logged through.
 */
export function followRows(
  log: RadioLogger,
  table: 'plays' | 'errors',
  list: LogList,
): DoorListener<Readonly<Record<string, unknown>>> {
  /** An event may be of an earlier revision: the answer is of the newest. */
  async function ask(rowId: string): Promise<void> {
    const answer = await log[table]
      .row(rowId)
      .state()
      .catch(() => undefined);
    if (answer !== undefined) list.setState(rowId, stateOf(answer));
  }

  const askFor = ({ rowIds }: { readonly rowIds: readonly string[] }) => {
    const own = new Set(list.entries().map(({ rowId }) => rowId));
    for (const rowId of rowIds) if (own.has(rowId)) void ask(rowId);
  };
  log.on('stored', askFor);
  log.on('accepted', askFor);
  log.on('committed', askFor);
  for (const { rowId, state } of list.entries()) if (state.kind !== 'committed') void ask(rowId);
  return { note: list.note, settled: (rowId) => void ask(rowId) };
}

function stateOf(answer: RowState): EntryState {
  if (answer.kind === 'waiting') return { kind: 'stored' };
  if (answer.kind === 'dead') return { kind: 'failed', reason: answer.reason };
  if (answer.kind === 'unknown') return { kind: 'failed', reason: 'This device no longer knows of it.' };
  return answer;
}
