import type {
  Problem,
  Receipt,
  SeqRanges,
  ShardState,
  TicketRequest,
  TicketResponse,
} from '@parqueue/schema/wire';

/**
 * The way to a relay. It says what came back and decides nothing.
 *
 * The law, which every adapter keeps (`transport.contract.ts`): no call rejects; an answer counts only when it is well-formed by the
 * wire's schema, so that a captive portal's page or a proxy's 200 is `unreachable`; a call ends by itself within its deadline.
 */
export interface Transport {
  requestTicket(request: TicketRequest): Promise<Answer<TicketResponse>>;
  putShard(ticket: string, shard: ShardUpload): Promise<Answer<Receipt>>;
  shardStates(ticket: string, shardIds: readonly string[]): Promise<Answer<readonly ShardState[]>>;
}

export interface ShardUpload {
  readonly shardId: string;
  readonly table: string;
  readonly format: 'parquet' | 'jsonl';
  readonly fingerprint: string;
  readonly clientId: string;
  readonly identityProof: string;
  readonly seqs: SeqRanges;
  readonly rowCount: number;
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The relay refused, in its own words. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retryAfterMs?: number }
  /** No answer of the relay: no network, a proxy, a portal, a server error. `status` is 0 without an answer at all. */
  | {
      readonly kind: 'unreachable';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterMs?: number;
    };
