import type { TicketResponse } from '@parqueue/schema/wire';
import type { DiagnosedPause } from '../api/diagnosis.ts';
import type { ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { EngineEvent } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { closeGate, gateWaitMs, OPEN_GATE } from './flushGate.ts';
import { createHoldBacks } from './holdBacks.ts';
import type { Sealer } from './sealer.ts';
import type { Sender, Sent } from './sender.ts';
import { type FlushScope, waitingShards, waitingTables } from './waiting.ts';
import { withLock } from './withLock.ts';

/** At most two shards are on their way at once: more gains nothing on a thin line and takes it from the page. */
const UPLOADS = 2;

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
  /** Something here failed, rather than the network. */
  readonly onOwnFailure: (error: unknown) => void;
}

/** Sends what waits. One flush runs at a time, in this tab and, where there are locks, among all tabs. */
export interface FlushLoop {
  /** Seals and sends. Gives the wait in milliseconds after which it is worth another try, or 0 when nothing failed. */
  flush(scope: FlushScope): Promise<number>;
  /** Forgets past failures: something changed, such as the network. */
  reopen(): void;
  /** What waits after a failure: all sending, a table, or a shard. */
  pauses(): readonly DiagnosedPause[];
  /** A ticket, when the relay may be asked now. */
  ticket(): Promise<TicketResponse | undefined>;
}

/** What failed: a shard or a table, by its key, on the way to the relay or here. */
interface Failure {
  readonly key: string;
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
  readonly isOwn: boolean;
}

interface Outcome {
  readonly failures: Failure[];
  /** Tables with a shard that was taken apart. */
  readonly unsealed: Set<string>;
  isAnyThrough: boolean;
}

type Waiting = readonly (readonly [shardId: string, ShardRecord])[];

export function createFlushLoop(options: FlushLoopOptions): FlushLoop {
  const { store, sealer, sender, tickets, environment, emit } = options;
  const { now, random } = environment;
  let gate = OPEN_GATE;
  const holds = createHoldBacks(environment);

  /** One state for all, since what fails is nearly always the way to the relay. */
  function close(reason: string, retryAfterMs?: number): void {
    gate = closeGate(gate, now(), random(), retryAfterMs);
    emit({ type: 'retry', detail: { reason, delayMs: gateWaitMs(gate, now()) } });
  }

  async function ticket(): Promise<TicketResponse | undefined> {
    if (gateWaitMs(gate, now()) > 0) return undefined;
    const answer = await tickets.ticket();
    if (answer.kind === 'ok') {
      options.onTicket(answer.value);
      return answer.value;
    }
    const { problem } = answer.kind === 'problem' ? answer : {};
    const reason = answer.kind === 'problem' ? `${problem?.code}: ${problem?.detail}` : answer.reason;
    close(reason, answer.retryAfterMs);
    return undefined;
  }

  /** Gives the wait until another try is worth it; 0 when nothing failed. */
  async function cycle(scope: FlushScope): Promise<number> {
    await options.absorb();
    const [tables, shards] = [await waitingTables(store), await waitingShards(store)];
    holds.keepOnly([...tables, ...shards.map(([shardId]) => shardId)]);
    const free = shards.filter(([shardId]) => !holds.isHeld(shardId));
    const due = tables.filter((table) => (scope === 'all' || scope.has(table)) && !holds.isHeld(table));
    if (free.length === 0 && due.length === 0) return holds.waitMs();
    const held = await ticket();
    if (held === undefined) return Math.max(1, gateWaitMs(gate, now()));
    const outcome: Outcome = { failures: [], unsealed: new Set(), isAnyThrough: false };
    await sendAll(shardsOf(free, due, held, outcome), held, outcome);
    conclude(outcome);
    if (outcome.unsealed.size > 0) return cycle(outcome.unsealed);
    return Math.max(gateWaitMs(gate, now()), holds.waitMs());
  }

  /** What failed waits by itself; when nothing went through or the relay asks for a pause, all wait. */
  function conclude({ failures, isAnyThrough }: Outcome): void {
    const onTheWay = failures.filter(({ isOwn }) => !isOwn);
    const pause = onTheWay.find(({ retryAfterMs }) => retryAfterMs !== undefined);
    if (isAnyThrough || onTheWay.length === 0) gate = OPEN_GATE;
    for (const { key, reason, retryAfterMs } of failures) {
      const delayMs = holds.hold(key, retryAfterMs);
      if (isAnyThrough) emit({ type: 'retry', detail: { reason, delayMs } });
    }
    const [first] = onTheWay;
    if (first !== undefined && (pause !== undefined || !isAnyThrough))
      close(first.reason, pause?.retryAfterMs);
  }

  /** Shards that wait already, the smallest first so that rows are not stuck behind audio, then new ones as they are wanted. */
  async function* shardsOf(
    waiting: Waiting,
    tables: readonly string[],
    held: TicketResponse,
    { failures }: Outcome,
  ): AsyncGenerator<readonly [string, ShardRecord]> {
    yield* waiting;
    const identity = { userId: held.userId, proof: held.identityProof };
    for (const table of tables) {
      // A table that the relay does not know yet is no error of the rows: they wait for its next deploy.
      if (!held.tables.some(({ name }) => name === table)) {
        const delayMs = holds.hold(table);
        emit({ type: 'retry', detail: { reason: `the relay does not know ${table} yet`, delayMs } });
        continue;
      }
      try {
        for (;;) {
          const sealed = await sealer.sealNext(table, identity, held.limits.shardMaxBytes);
          if (sealed === undefined) break;
          yield [sealed.shardId, sealed.record];
        }
      } catch (error) {
        // Whatever a table's rows do to a writer or the store, other tables go on.
        options.onOwnFailure(error);
        failures.push({ key: table, reason: messageOf(error), isOwn: true });
      }
    }
  }

  async function sendAll(
    shards: AsyncGenerator<readonly [string, ShardRecord]>,
    held: TicketResponse,
    outcome: Outcome,
  ): Promise<void> {
    const lane = async () => {
      while (outcome.failures.every(({ isOwn }) => isOwn)) {
        const next = await shards.next();
        if (next.done) return;
        note(outcome, next.value, await sent(next.value, held));
      }
    };
    await Promise.all(Array.from({ length: UPLOADS }, lane));
  }

  /** A failure of the store ends this shard's try, not the other lane under way. */
  async function sent(
    [shardId, record]: readonly [string, ShardRecord],
    held: TicketResponse,
  ): Promise<Sent | Failure> {
    try {
      return await sender.send(shardId, record, held);
    } catch (error) {
      options.onOwnFailure(error);
      return { key: shardId, reason: messageOf(error), isOwn: true };
    }
  }

  function note(outcome: Outcome, [shardId, record]: readonly [string, ShardRecord], came: Sent | Failure) {
    if (!('kind' in came)) outcome.failures.push(came);
    else if (came.kind === 'retry') outcome.failures.push({ ...came, key: shardId, isOwn: false });
    else outcome.isAnyThrough = true;
    if (!('kind' in came) || (came.kind !== 'split' && came.kind !== 'rebuild')) return;
    if (came.kind === 'split') sealer.limitRows(record.table, Math.ceil(record.rows.length / 2));
    outcome.unsealed.add(record.table);
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    flush(scope) {
      const run = last.then(() => withLock(environment.locks, options.lockName, () => cycle(scope)));
      last = run.catch(() => {});
      return run;
    },
    reopen() {
      gate = OPEN_GATE;
      holds.clear();
    },
    pauses() {
      const { attempt } = gate;
      const all = attempt === 0 ? [] : [{ key: 'all', attempt, waitMs: gateWaitMs(gate, now()) }];
      return [...all, ...holds.pauses()];
    },
    ticket,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
