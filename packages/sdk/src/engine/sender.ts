import type { TicketResponse } from '@parqueue/schema/wire';
import type { ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { type ShardFate, shardFate } from '../upload/shardFate.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { Transport } from '../upload/transport.ts';
import type { EngineEvent } from './engine.ts';
import type { ReceiptNews } from './receiptNews.ts';
import type { ShardLedger } from './shardLedger.ts';

export interface SenderOptions {
  readonly store: Store;
  readonly transport: Transport;
  readonly tickets: TicketKeeper;
  readonly ledger: ShardLedger;
  readonly news: ReceiptNews;
  readonly emit: (event: EngineEvent) => void;
  readonly now: () => number;
}

/**
 * What sending a shard came to: it is off the hands, its rows are in the journal again (as it was too large, or its bytes are gone), or it
 * must be tried again.
 */
export type Sent = { readonly kind: 'done' | 'split' | 'rebuild' } | Extract<ShardFate, { kind: 'retry' }>;

/** Its bytes are gone, its rows are not. */
type Fate = ShardFate | { readonly kind: 'rebuild' };

/** Offers one shard to the relay, and does in the store what the answer means. */
export interface Sender {
  send(shardId: string, record: ShardRecord, ticket: TicketResponse): Promise<Sent>;
}

export function createSender({ store, transport, tickets, ledger, news, emit, now }: SenderOptions): Sender {
  async function offer(shardId: string, record: ShardRecord, ticket: TicketResponse): Promise<Fate> {
    const { bytes, table } = await store.read(['shardBytes', 'tables'], async (transaction) => ({
      bytes: await transaction.get('shardBytes', [shardId]),
      table: await transaction.get('tables', [record.table, record.fingerprint]),
    }));
    if (table === undefined)
      return { kind: 'dead', reason: 'the definition of its table is gone from this device' };
    if (bytes === undefined || bytes.length !== record.sizeBytes) return { kind: 'rebuild' };
    emit({ type: 'progress', detail: { table: record.table, shardId, sizeBytes: bytes.length } });
    const answer = await transport.putShard(ticket.ticket, {
      shardId,
      table: record.table,
      format: table.format,
      fingerprint: record.fingerprint,
      clientId: record.clientId,
      identityProof: record.identity.proof,
      seqs: record.seqs,
      rowCount: record.rows.length,
      sha256: record.sha256,
      bytes: bytes as Uint8Array<ArrayBuffer>,
    });
    return shardFate(answer, record.rows.length);
  }

  async function send(shardId: string, record: ShardRecord, ticket: TicketResponse): Promise<Sent> {
    let held = ticket;
    let fate = await offer(shardId, record, held);
    if (fate.kind === 'reauthenticate') {
      tickets.discard(held);
      const fresh = await tickets.ticket();
      if (fresh.kind === 'ok') {
        held = fresh.value;
        fate = await offer(shardId, record, held);
      }
    }
    if (fate.kind === 'split' || fate.kind === 'rebuild')
      fate = await lookBeforeUnseal(shardId, held, fate.kind);
    return settle(shardId, fate);
  }

  /** An earlier try may have come through, its reply lost: what the relay has must not be made into other shards. */
  async function lookBeforeUnseal(
    shardId: string,
    { ticket }: TicketResponse,
    kind: 'split' | 'rebuild',
  ): Promise<Fate> {
    const answer = await transport.shardStates(ticket, [shardId]);
    if (answer.kind !== 'ok')
      return {
        kind: 'retry',
        reason: 'its rows are to go into others, and the relay does not say whether it has it',
      };
    const state = answer.value.find((one) => one.shardId === shardId);
    if (state === undefined || state.state === 'unknown') return { kind };
    if (state.state === 'committed') return { kind: 'committed', commit: state.commit, path: state.path };
    return state.state === 'dead' ? { kind: 'dead', reason: state.reason } : { kind: 'accepted' };
  }

  async function settle(shardId: string, fate: Fate): Promise<Sent> {
    switch (fate.kind) {
      case 'accepted':
      case 'committed': {
        const receipt = await ledger.accept(shardId, now());
        if (receipt) news.receipt(shardId, receipt);
        if (fate.kind === 'accepted') return { kind: 'done' };
        const { commit, path } = fate;
        const committed = await ledger.commit(shardId, { commit, path }, now());
        if (committed) news.receipt(shardId, committed);
        return { kind: 'done' };
      }
      case 'dead': {
        const dead = await ledger.bury(shardId, fate.reason);
        if (dead) news.dead(shardId, dead);
        return { kind: 'done' };
      }
      case 'split':
      case 'rebuild':
        await ledger.unseal(shardId);
        return { kind: fate.kind };
      case 'reauthenticate':
        return { kind: 'retry', reason: fate.reason };
      case 'retry':
        return fate;
    }
  }

  return { send };
}
