import type { ReceiptRecord, ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { EngineEvent } from './engine.ts';

export interface ReceiptNewsOptions {
  readonly store: Store;
  /** The page lives whose rows the page said itself. */
  readonly clientIds: ReadonlySet<string>;
  readonly emit: (event: EngineEvent) => void;
}

/**
 * Tells the page what became of shards, each step once. Any tab may send the rows of any other and hear what became of them, so a page
 * learns of its own rows from the store, not from what its own engine did.
 */
export interface ReceiptNews {
  /** A shard has this receipt now. */
  receipt(shardId: string, receipt: ReceiptRecord): void;
  /** A shard is among the dead letters now. */
  dead(shardId: string, shard: ShardRecord): void;
  /** Tells what other tabs did with the rows of this page life, and with those of others whose commit was still to come at the last look. */
  look(): Promise<void>;
}

type Step = ReceiptRecord['state'];

export function createReceiptNews({ store, clientIds, emit }: ReceiptNewsOptions): ReceiptNews {
  const told = new Map<string, Step>();
  /** Shards of other page lives whose commit is to come: a page may ask for their rows by their ids. */
  const awaited = new Set<string>();

  /** Whether this is news; notes that it is told. */
  function isNew(shardId: string, step: Step): boolean {
    if (told.get(shardId) === step) return false;
    told.set(shardId, step);
    return true;
  }

  function notice(shardId: string, record: ReceiptRecord): void {
    if (clientIds.has(record.clientId)) receipt(shardId, record);
    else if (record.state === 'accepted') awaited.add(shardId);
    else if (awaited.delete(shardId)) receipt(shardId, record);
  }

  function receipt(shardId: string, record: ReceiptRecord): void {
    const { state, table, rowIds } = record;
    const isFirst = !told.has(shardId) && clientIds.has(record.clientId);
    if (!isNew(shardId, state)) return;
    const rows = { table, rowIds, shardId };
    if (state === 'accepted' || (state === 'committed' && isFirst)) emit({ type: 'accepted', detail: rows });
    if (state === 'committed') {
      const { commit = '', path = '' } = record;
      emit({ type: 'committed', detail: { ...rows, commit, path } });
    }
    if (state === 'dead') {
      const reason = record.reason ?? 'the relay gave it up';
      end(rowIds, reason);
      fail('shard_refused', `${table}: the relay could not commit ${rowIds.length} rows (${reason})`);
    }
    if (state === 'lost') tellLost(rows);
  }

  function tellLost({
    table,
    rowIds,
    shardId,
  }: {
    table: string;
    rowIds: readonly string[];
    shardId: string;
  }) {
    end(rowIds, 'the relay no longer knows it');
    emit({ type: 'dropped', detail: { table, reason: 'relay_lost', rowCount: rowIds.length } });
    const said = `the relay confirmed ${rowIds.length} rows and no longer knows them (shard ${shardId})`;
    fail('relay_lost', `${table}: ${said}`);
  }

  function dead(shardId: string, { table, rows, reason = 'refused' }: ShardRecord): void {
    if (!isNew(shardId, 'dead')) return;
    const rowIds = rows.map(({ rowId }) => rowId);
    end(rowIds, reason);
    const said = `${rows.length} rows are refused (${reason}); they are kept on this device`;
    fail('shard_refused', `${table}: ${said}`);
  }

  const end = (rowIds: readonly string[], reason: string) =>
    emit({ type: 'ended', detail: { rowIds, reason } });

  const fail = (code: 'shard_refused' | 'relay_lost', message: string) =>
    emit({ type: 'error', detail: { code, message } });

  return {
    receipt,
    dead,
    async look() {
      const [shards, receipts] = await store.read(['shards', 'receipts'], async (transaction) => [
        await transaction.list('shards'),
        await transaction.list('receipts'),
      ]);
      for (const [[shardId], record] of receipts) notice(String(shardId), record);
      for (const [[shardId], record] of shards)
        if (clientIds.has(record.clientId) && record.state === 'dead') dead(String(shardId), record);
    },
  };
}
