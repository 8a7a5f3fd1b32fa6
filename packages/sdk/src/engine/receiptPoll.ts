import { type ShardState, STATUS_MAX_SHARDS, type TicketResponse } from '@parqueue/schema/wire';
import type { Store } from '../store/store.ts';
import type { Transport } from '../upload/transport.ts';
import type { EngineEvent } from './engine.ts';
import type { ShardLedger } from './shardLedger.ts';

export interface ReceiptPollOptions {
  readonly store: Store;
  readonly transport: Pick<Transport, 'shardStates'>;
  readonly ledger: ShardLedger;
  readonly emit: (event: EngineEvent) => void;
  readonly now: () => number;
}

/** Shards that the relay has and the dataset has not, as far as this device knows. */
export const acceptedShards = (store: Store): Promise<string[]> =>
  store.read(['receipts'], async (transaction) =>
    (await transaction.list('receipts'))
      .filter(([, receipt]) => receipt.state === 'accepted')
      .map(([key]) => String(key[0])),
  );

/** Asks the relay what became of accepted shards, and does in the store what it says. Gives how many are still on their way. */
export async function pollReceipts(options: ReceiptPollOptions, ticket: TicketResponse): Promise<number> {
  const shardIds = await acceptedShards(options.store);
  let open = shardIds.length;
  for (let at = 0; at < shardIds.length; at += STATUS_MAX_SHARDS) {
    const answer = await options.transport.shardStates(
      ticket.ticket,
      shardIds.slice(at, at + STATUS_MAX_SHARDS),
    );
    if (answer.kind !== 'ok') continue;
    for (const state of answer.value) if (await settle(options, state)) open--;
  }
  return open;
}

async function settle({ ledger, emit, now }: ReceiptPollOptions, state: ShardState): Promise<boolean> {
  const { shardId } = state;
  if (state.state === 'spooled') return false;
  if (state.state === 'committed') {
    const { commit, path } = state;
    const receipt = await ledger.commit(shardId, { commit, path }, now());
    if (receipt) {
      const { table, rowIds } = receipt;
      emit({ type: 'committed', detail: { table, rowIds, shardId, commit, path } });
    }
    return true;
  }
  if (state.state === 'dead') {
    const receipt = await ledger.settleDead(shardId, state.reason, now());
    if (receipt)
      report(
        emit,
        'shard_refused',
        `${receipt.table}: the relay could not commit ${receipt.rowIds.length} rows (${state.reason})`,
      );
    return true;
  }
  const receipt = await ledger.lose(shardId, now());
  if (receipt) {
    const rowCount = receipt.rowIds.length;
    emit({ type: 'dropped', detail: { table: receipt.table, reason: 'relay_lost', rowCount } });
    report(
      emit,
      'relay_lost',
      `${receipt.table}: the relay confirmed ${rowCount} rows and no longer knows them (shard ${shardId})`,
    );
  }
  return true;
}

function report(
  emit: (event: EngineEvent) => void,
  code: 'shard_refused' | 'relay_lost',
  message: string,
): void {
  emit({ type: 'error', detail: { code, message } });
}
