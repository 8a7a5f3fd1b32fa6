import { createUuid7 } from '@parqueue/schema/uuid7';
import type { TicketResponse } from '@parqueue/schema/wire';
import { createFetchTransport } from '../../packages/sdk/src/upload/fetchTransport.ts';
import { createTicketKeeper, type TicketKeeper } from '../../packages/sdk/src/upload/ticketKeeper.ts';
import type { ShardUpload, Transport } from '../../packages/sdk/src/upload/transport.ts';
import { DATASET } from './openRelayRun.ts';
import type { ShardMaker } from './shardMaker.ts';
import { type ShardOrder, TABLES } from './shardOrder.ts';

export interface PageLifeOptions {
  readonly relayUrl: string;
  readonly maker: ShardMaker;
  readonly fetch: typeof fetch;
}

/** A page from its load to its end, with the parts of the SDK that speak to the relay. */
export interface PageLife {
  readonly transport: Transport;
  readonly tickets: TicketKeeper;
  /** Aborted at its end, and with it what is under way. */
  readonly signal: AbortSignal;
  /** Makes the shard of an order, of the identity that the page has now. */
  seal(order: ShardOrder, held: TicketResponse): Promise<ShardUpload>;
  end(): void;
}

const newId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));

export function openPageLife({ relayUrl, maker, fetch }: PageLifeOptions): PageLife {
  const ending = new AbortController();
  const clientId = newId();
  /** How many rows of each table this page life has sealed. */
  const sealed = new Map<string, number>();
  const transport = createFetchTransport({
    relay: relayUrl,
    dataset: DATASET,
    fetch,
    now: Date.now,
    signal: () => ending.signal,
  });
  const tickets = createTicketKeeper({
    transport,
    dataset: DATASET,
    credential: async () => undefined,
    now: Date.now,
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  });
  return {
    transport,
    tickets,
    signal: ending.signal,
    async seal(order, { userId, identityProof }) {
      const { bytes, sha256 } = await maker.make({ ...order, userId });
      const { name, format, fingerprint } = TABLES[order.table];
      const from = sealed.get(name) ?? 0;
      sealed.set(name, from + order.rowCount);
      return {
        shardId: newId(),
        table: name,
        format,
        fingerprint,
        clientId,
        identityProof,
        seqs: [[from, from + order.rowCount - 1]],
        rowCount: order.rowCount,
        sha256,
        bytes,
      };
    },
    end: () => ending.abort(),
  };
}
