import type { TicketResponse } from '@parqueue/schema/wire';
import type { ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { type ShardFate, shardFate } from '../upload/shardFate.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { Transport } from '../upload/transport.ts';
import type { EngineEvent } from './engine.ts';
import type { ShardLedger } from './shardLedger.ts';

export interface SenderOptions {
  readonly store: Store;
  readonly transport: Transport;
  readonly tickets: TicketKeeper;
  readonly ledger: ShardLedger;
  readonly emit: (event: EngineEvent) => void;
  readonly now: () => number;
}

/** What sending a shard came to: it is off the hands, its rows are in the journal again, or it must be tried again. */
export type Sent = { readonly kind: 'done' | 'split' } | Extract<ShardFate, { kind: 'retry' }>;

/** Offers one shard to the relay, and does in the store what the answer means. */
export interface Sender {
  send(shardId: string, record: ShardRecord, ticket: TicketResponse): Promise<Sent>;
}

export function createSender({ store, transport, tickets, ledger, emit, now }: SenderOptions): Sender {
  async function offer(shardId: string, record: ShardRecord, ticket: TicketResponse): Promise<ShardFate> {
    const { bytes, table } = await store.read(['shardBytes', 'tables'], async (transaction) => ({
      bytes: await transaction.get('shardBytes', [shardId]),
      table: await transaction.get('tables', [record.fingerprint]),
    }));
    if (bytes === undefined || table === undefined) {
      return { kind: 'dead', reason: 'its bytes are gone from this device' };
    }
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
    let fate = await offer(shardId, record, ticket);
    if (fate.kind === 'reauthenticate') {
      tickets.discard();
      const fresh = await tickets.ticket();
      if (fresh.kind === 'ok') fate = await offer(shardId, record, fresh.value);
    }
    return settle(shardId, record, fate);
  }

  async function settle(shardId: string, record: ShardRecord, fate: ShardFate): Promise<Sent> {
    const rows = { table: record.table, shardId, rowIds: record.rows.map(({ rowId }) => rowId) };
    switch (fate.kind) {
      case 'accepted':
      case 'committed': {
        if (await ledger.accept(shardId, now())) emit({ type: 'accepted', detail: rows });
        if (fate.kind === 'accepted') return { kind: 'done' };
        const { commit, path } = fate;
        const committed = await ledger.commit(shardId, { commit, path }, now());
        if (committed) emit({ type: 'committed', detail: { ...rows, commit, path } });
        return { kind: 'done' };
      }
      case 'dead': {
        if (await ledger.bury(shardId, fate.reason)) {
          const message = `${record.table}: ${record.rows.length} rows are refused (${fate.reason}); they are kept on this device`;
          emit({ type: 'error', detail: { code: 'shard_refused', message } });
        }
        return { kind: 'done' };
      }
      case 'split':
        await ledger.unseal(shardId);
        return { kind: 'split' };
      case 'reauthenticate':
        return { kind: 'retry', reason: fate.reason };
      case 'retry':
        return fate;
    }
  }

  return { send };
}
