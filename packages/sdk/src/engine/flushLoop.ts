import type { TicketResponse } from '@parqueue/schema/wire';
import type { ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { EngineEvent } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { closeGate, OPEN_GATE } from './flushGate.ts';
import type { Sealer } from './sealer.ts';
import type { Sender, Sent } from './sender.ts';

/** At most two shards are on their way at once: more gains nothing on a thin line and takes it from the page. */
const UPLOADS = 2;

/** A lock that is not had by then is asked for again: a frozen page may hold it, and only a new request takes it from one. */
const LOCK_TIMEOUT_MS = 5_000;

export interface FlushLoopOptions {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly sender: Sender;
  readonly tickets: TicketKeeper;
  /** Name of the Web Lock that tabs of this origin share for this relay and dataset. */
  readonly lockName: string;
  readonly environment: Pick<EngineEnvironment, 'locks' | 'now' | 'random'>;
  readonly emit: (event: EngineEvent) => void;
  /** Takes in what pages wrote while they went away. */
  readonly absorb: () => Promise<void>;
  /** A ticket was had: the moment for whatever else needs one. */
  readonly onTicket: (ticket: TicketResponse) => void;
}

/** Which tables are sealed: all that have rows, or those named. */
export type FlushScope = 'all' | ReadonlySet<string>;

/** Sends what waits. One flush runs at a time, in this tab and, where there are locks, among all tabs. */
export interface FlushLoop {
  /** Seals and sends. Gives the wait in milliseconds after which it is worth another try, or 0 when nothing failed. */
  flush(scope: FlushScope): Promise<number>;
  /** Forgets past failures: something changed, such as the network. */
  reopen(): void;
  /** A ticket, when the relay may be asked now. */
  ticket(): Promise<TicketResponse | undefined>;
}

export function createFlushLoop(options: FlushLoopOptions): FlushLoop {
  const { store, sealer, sender, tickets, environment, emit } = options;
  let gate = OPEN_GATE;
  /** A smaller limit for shards, found out by a refusal of something between here and the relay. */
  let maxBytesFound = Number.POSITIVE_INFINITY;

  function fail({ reason, retryAfterMs }: { reason: string; retryAfterMs?: number | undefined }): void {
    gate = closeGate(gate, environment.now(), environment.random(), retryAfterMs);
    emit({ type: 'retry', detail: { reason, delayMs: Math.max(0, gate.opensAt - environment.now()) } });
  }

  async function ticket(): Promise<TicketResponse | undefined> {
    if (environment.now() < gate.opensAt) return undefined;
    const answer = await tickets.ticket();
    if (answer.kind === 'ok') {
      options.onTicket(answer.value);
      return answer.value;
    }
    const reason =
      answer.kind === 'problem' ? `${answer.problem.code}: ${answer.problem.detail}` : answer.reason;
    fail({ reason, retryAfterMs: answer.retryAfterMs });
    return undefined;
  }

  async function cycle(scope: FlushScope): Promise<void> {
    await options.absorb();
    const tables = await waitingTables(store, scope);
    const waiting = await waitingShards(store);
    if (tables.length === 0 && waiting.length === 0) return;
    const held = await ticket();
    if (held === undefined) return;
    const results = await sendAll(shardsOf(waiting, tables, held), held);
    const failed = results.find(isRetry) ?? unknownTable(tables, held);
    if (failed !== undefined) return fail(failed);
    gate = OPEN_GATE;
    if (results.some(({ kind }) => kind === 'split')) await cycle('all');
  }

  /** Shards that wait already, the smallest first so that rows are not stuck behind audio, then new ones as they are wanted. */
  async function* shardsOf(
    waiting: readonly (readonly [string, ShardRecord])[],
    tables: readonly string[],
    held: TicketResponse,
  ): AsyncGenerator<readonly [string, ShardRecord]> {
    yield* waiting;
    const identity = { userId: held.userId, proof: held.identityProof };
    for (const table of tables.filter((name) => knows(held, name))) {
      for (;;) {
        const maxBytes = Math.min(held.limits.shardMaxBytes, maxBytesFound);
        const sealed = await sealer.sealNext(table, identity, maxBytes);
        if (sealed === undefined) break;
        yield [sealed.shardId, sealed.record];
      }
    }
  }

  async function sendAll(
    shards: AsyncGenerator<readonly [string, ShardRecord]>,
    held: TicketResponse,
  ): Promise<Sent[]> {
    const results: Sent[] = [];
    const lane = async () => {
      for (;;) {
        if (results.some(({ kind }) => kind === 'retry')) return;
        const next = await shards.next();
        if (next.done) return;
        const [shardId, record] = next.value;
        const sent = await sender.send(shardId, record, held);
        if (sent.kind === 'split') maxBytesFound = Math.max(1, Math.floor(record.sizeBytes / 2));
        results.push(sent);
      }
    };
    await Promise.all(Array.from({ length: UPLOADS }, lane));
    return results;
  }

  async function locked(work: () => Promise<void>): Promise<void> {
    if (environment.locks === undefined) return work();
    for (;;) {
      try {
        const signal = AbortSignal.timeout(LOCK_TIMEOUT_MS);
        return await environment.locks.request(options.lockName, { signal }, work);
      } catch (error) {
        if ((error as DOMException).name !== 'TimeoutError') throw error;
      }
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    flush(scope) {
      const run = last.then(async () => {
        await locked(() => cycle(scope));
        return Math.max(0, gate.opensAt - environment.now());
      });
      last = run.catch(() => {});
      return run;
    },
    reopen() {
      gate = OPEN_GATE;
    },
    ticket,
  };
}

const isRetry = (sent: Sent): sent is Extract<Sent, { kind: 'retry' }> => sent.kind === 'retry';

const knows = (ticket: TicketResponse, table: string): boolean =>
  ticket.tables.some(({ name }) => name === table);

/** A table that the relay does not know yet is no error of the rows: they wait for its next deploy. */
function unknownTable(tables: readonly string[], ticket: TicketResponse): { reason: string } | undefined {
  const unknown = tables.filter((table) => !knows(ticket, table));
  return unknown.length === 0 ? undefined : { reason: `the relay does not know ${unknown.join(', ')} yet` };
}

async function waitingTables(store: Store, scope: FlushScope): Promise<string[]> {
  const keys = await store.read(['journal'], (transaction) => transaction.keys('journal'));
  const tables = new Set(keys.map(([table]) => String(table)));
  return [...tables].filter((table) => scope === 'all' || scope.has(table));
}

async function waitingShards(store: Store): Promise<[string, ShardRecord][]> {
  const shards = await store.read(['shards'], (transaction) => transaction.list('shards'));
  return shards
    .filter(([, { state }]) => state === 'waiting')
    .sort(([, a], [, b]) => a.sizeBytes - b.sizeBytes)
    .map(([key, record]) => [String(key[0]), record]);
}
