import { type ShardState, STATUS_MAX_SHARDS, type TicketResponse } from '@parqueue/schema/wire';
import type { Store } from '../store/store.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { Transport } from '../upload/transport.ts';
import type { ReceiptNews } from './receiptNews.ts';
import type { ShardLedger } from './shardLedger.ts';

export interface ReceiptPollOptions {
  readonly store: Store;
  readonly transport: Pick<Transport, 'shardStates'>;
  readonly tickets: Pick<TicketKeeper, 'discard'>;
  readonly ledger: ShardLedger;
  readonly news: ReceiptNews;
  readonly now: () => number;
}

/** Shards that the relay has and the dataset has not, as far as this device knows. */
export const acceptedShards = (store: Store): Promise<string[]> =>
  store.read(['receipts'], async (transaction) =>
    (await transaction.list('receipts'))
      .filter(([, receipt]) => receipt.state === 'accepted')
      .map(([key]) => String(key[0])),
  );

/** Asks the relay what became of accepted shards, and does in the store what it says. */
export async function pollReceipts(options: ReceiptPollOptions, ticket: TicketResponse): Promise<void> {
  const shardIds = await acceptedShards(options.store);
  for (let at = 0; at < shardIds.length; at += STATUS_MAX_SHARDS) {
    const asked = shardIds.slice(at, at + STATUS_MAX_SHARDS);
    const answer = await options.transport.shardStates(ticket.ticket, asked);
    if (answer.kind === 'ok') for (const state of answer.value) await settle(options, state);
    if (answer.kind === 'problem' && answer.problem.status === 401) return options.tickets.discard(ticket);
  }
}

async function settle({ ledger, news, now }: ReceiptPollOptions, state: ShardState): Promise<void> {
  const { shardId } = state;
  if (state.state === 'spooled') return;
  const receipt = await settled(ledger, state, now());
  if (receipt) news.receipt(shardId, receipt);
}

function settled(ledger: ShardLedger, state: Exclude<ShardState, { state: 'spooled' }>, at: number) {
  switch (state.state) {
    case 'committed':
      return ledger.commit(state.shardId, { commit: state.commit, path: state.path }, at);
    case 'dead':
      return ledger.settleDead(state.shardId, state.reason, at);
    case 'unknown':
      return ledger.lose(state.shardId, at);
  }
}
