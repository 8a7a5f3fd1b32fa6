import type { TicketResponse } from '@parqueue/schema/wire';
import type { DiagnosedPause } from '../api/diagnosis.ts';
import type { Store } from '../store/store.ts';
import type { TicketKeeper } from '../upload/ticketKeeper.ts';
import type { EngineEvent } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { findWork } from './findWork.ts';
import { closeGate, gateWaitMs, OPEN_GATE } from './flushGate.ts';
import { createHoldBacks } from './holdBacks.ts';
import type { Sealer } from './sealer.ts';
import type { Sender, Sent } from './sender.ts';
import { createShardSource, type Failure, type Outcome } from './shardSource.ts';
import type { FlushScope, WaitingShard } from './waiting.ts';
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
  readonly absorb: () => Promise<unknown>;
  /** A ticket was had: the moment for whatever else needs one. */
  readonly onTicket: (ticket: TicketResponse) => void;
  /** Whether audio is to wait, since the person pays for every byte. */
  readonly isSavingData: () => boolean;
  /** Audio of these tables waits for that reason. */
  readonly onSaving: (tables: ReadonlySet<string>) => void;
  /** Something here failed, rather than the network. */
  readonly onOwnFailure: (error: unknown) => void;
}

/** Sends what waits. One flush runs at a time, in this tab and, where there are locks, among all tabs. */
export interface FlushLoop {
  /**
   * Seals and sends. Gives the wait in milliseconds after which it is worth another try, or 0 when nothing failed.
   *
   * @param isAsked the page wants it now, whatever it costs
   */
  flush(scope: FlushScope, isAsked?: boolean): Promise<number>;
  /** Forgets past failures: something changed, such as the network. */
  reopen(): void;
  /** What waits after a failure: all sending, a table, or a shard. */
  pauses(): readonly DiagnosedPause[];
  /** A ticket, when the relay may be asked now. */
  ticket(): Promise<TicketResponse | undefined>;
}

export function createFlushLoop(options: FlushLoopOptions): FlushLoop {
  const { store, sealer, sender, tickets, environment, emit } = options;
  const { now, random } = environment;
  let gate = OPEN_GATE;
  const holds = createHoldBacks(environment);
  /** What was asked for and has not begun. */
  const asked: FlushScope[] = [];
  const source = createShardSource({ ...options, holds, asked });

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

  /** Gives the wait until another try is worth it, 0 when nothing failed; undefined when there is work and no ticket for it. */
  async function cycle(
    scope: FlushScope,
    isAsked: boolean,
    held: TicketResponse | undefined,
  ): Promise<number | undefined> {
    await options.absorb();
    const isWithoutAudio = !isAsked && options.isSavingData();
    const work = await findWork({ store, holds, scope, isWithoutAudio });
    if (work.saved.size > 0) options.onSaving(work.saved);
    if (work.rows.length + work.audio.length + work.due.length === 0) return holds.waitMs();
    if (gateWaitMs(gate, now()) > 0) return gateWaitMs(gate, now());
    if (held === undefined) return undefined;
    const outcome: Outcome = { failures: [], unsealed: new Set(), isAnyThrough: false };
    await sendAll(source.shardsOf({ held, isWithoutAudio, outcome, work }), held, outcome);
    conclude(outcome);
    if (outcome.unsealed.size > 0) return cycle(outcome.unsealed, isAsked, held);
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

  async function sendAll(
    shards: AsyncGenerator<WaitingShard>,
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
  async function sent([shardId, record]: WaitingShard, held: TicketResponse): Promise<Sent | Failure> {
    try {
      return await sender.send(shardId, record, held);
    } catch (error) {
      options.onOwnFailure(error);
      return { key: shardId, reason: messageOf(error), isOwn: true };
    }
  }

  function note(outcome: Outcome, [shardId, record]: WaitingShard, came: Sent | Failure) {
    if (!('kind' in came)) outcome.failures.push(came);
    else if (came.kind === 'retry') outcome.failures.push({ ...came, key: shardId, isOwn: false });
    else outcome.isAnyThrough = true;
    if (!('kind' in came) || (came.kind !== 'split' && came.kind !== 'rebuild')) return;
    if (came.kind === 'split') sealer.limitRows(record.table, Math.ceil(record.rows.length / 2));
    outcome.unsealed.add(record.table);
  }

  async function flushOnce(scope: FlushScope, isAsked: boolean): Promise<number> {
    const at = asked.indexOf(scope);
    if (at >= 0) asked.splice(at, 1);
    const locked = (held: TicketResponse | undefined) =>
      withLock(environment.locks, options.lockName, () => cycle(scope, isAsked, held));
    const waitMs = await locked(tickets.held());
    if (waitMs !== undefined) return waitMs;
    // Without the lock: a site that takes its time over a ticket holds up no other tab.
    const held = await ticket();
    return held === undefined ? Math.max(1, gateWaitMs(gate, now())) : ((await locked(held)) ?? 0);
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    flush(scope, isAsked = false) {
      asked.push(scope);
      const run = last.then(() => flushOnce(scope, isAsked));
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
