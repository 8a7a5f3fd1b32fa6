import type { Receipt, TicketResponse } from '@parqueue/schema/wire';
import { retryDelayMs } from '../../packages/sdk/src/upload/retryPolicy.ts';
import { shardFate } from '../../packages/sdk/src/upload/shardFate.ts';
import type { Answer, ShardUpload } from '../../packages/sdk/src/upload/transport.ts';
import type { PageLife } from '../relayRun/pageLife.ts';
import { pause } from '../relayRun/pause.ts';
import type { ShardOrder } from '../relayRun/shardOrder.ts';
import type { Random } from '../support/seeded.ts';
import type { Book } from './book.ts';

export interface OutboxOptions {
  readonly book: Book;
  readonly random: Random;
  /** How much faster than the clock a page's own pauses pass. */
  readonly speed: number;
  readonly accepted: (shardId: string, number: number) => void;
  readonly ticketCame: (ticket: TicketResponse) => void;
}

/** What a device has to send. */
export interface Outbox {
  add(order: ShardOrder): void;
  isEmpty(): boolean;
  /** Sends until nothing waits, or the page ends. */
  flush(page: PageLife): Promise<void>;
}

interface Waiting {
  readonly order: ShardOrder;
  /** Once it is sealed, it stays what it is. */
  upload?: ShardUpload;
  isUnderWay: boolean;
}

interface Failure {
  readonly retryAfterMs?: number;
}

/** As the SDK has it. */
const UPLOADS = 2;
const ENDING_MS = 20;

/**
 * Keeps the SDK's rules, with its own judgement of answers: two uploads at once, one pause for all while nothing goes through, full jitter,
 * `Retry-After` obeyed. Its own pauses are of simulated time; those that the relay asks for are by the relay's clock.
 */
export function createOutbox({ book, random, speed, accepted, ticketCame }: OutboxOptions): Outbox {
  const waiting = new Set<Waiting>();
  let gate = { attempt: 0, opensAt: 0 };

  function close(retryAfterMs = 0): void {
    const ownMs = retryDelayMs(gate.attempt, random.int(0, 999) / 1000) / speed;
    gate = { attempt: gate.attempt + 1, opensAt: Date.now() + Math.max(retryAfterMs, ownMs) };
  }

  async function sendAll(page: PageLife, held: TicketResponse): Promise<void> {
    const failures: Failure[] = [];
    let isAnyThrough = false;
    const lane = async () => {
      while (failures.length === 0 && !page.signal.aborted) {
        const next = [...waiting].find(({ isUnderWay }) => !isUnderWay);
        if (next === undefined) return;
        next.isUnderWay = true;
        const failure = await offer(page, next, held);
        next.isUnderWay = false;
        if (failure !== undefined) failures.push(failure);
        else isAnyThrough = true;
      }
    };
    await Promise.all(Array.from({ length: UPLOADS }, lane));
    if (page.signal.aborted) return;
    const asked = failures.find(({ retryAfterMs }) => retryAfterMs !== undefined);
    if (isAnyThrough || failures.length === 0) gate = { attempt: 0, opensAt: 0 };
    if (failures.length > 0 && (asked !== undefined || !isAnyThrough)) close(asked?.retryAfterMs);
  }

  /** Undefined when it is off the hands. */
  async function offer(page: PageLife, shard: Waiting, held: TicketResponse): Promise<Failure | undefined> {
    shard.upload ??= await seal(page, shard.order, held);
    const { shardId, rowCount } = shard.upload;
    const { number } = shard.order;
    const answer = await page.transport.putShard(held.ticket, shard.upload);
    const fate = shardFate(answer, rowCount);
    if (fate.kind === 'accepted' || fate.kind === 'committed') {
      waiting.delete(shard);
      book.accepted(number);
      accepted(shardId, number);
      return undefined;
    }
    if (page.signal.aborted) return {};
    book.refused(codeOf(answer));
    if (fate.kind === 'retry') return fate;
    if (fate.kind === 'reauthenticate') {
      page.tickets.discard(held);
      return {};
    }
    waiting.delete(shard);
    book.problem(`shard ${number} was refused for good: ${codeOf(answer)}`);
    return undefined;
  }

  async function seal(page: PageLife, order: ShardOrder, held: TicketResponse): Promise<ShardUpload> {
    const upload = await page.seal(order, held);
    book.made(order, upload.bytes.length);
    return upload;
  }

  return {
    add: (order) => void waiting.add({ order, isUnderWay: false }),
    isEmpty: () => waiting.size === 0,
    async flush(page) {
      while (waiting.size > 0 && !page.signal.aborted) {
        // What a page that has ended was sending is about to be given up.
        const isIdle = [...waiting].some(({ isUnderWay }) => !isUnderWay);
        await pause(isIdle ? gate.opensAt - Date.now() : ENDING_MS, page.signal);
        const answer = await page.tickets.ticket();
        if (page.signal.aborted) return;
        if (answer.kind === 'ok') {
          ticketCame(answer.value);
          await sendAll(page, answer.value);
        } else close(answer.retryAfterMs);
      }
    },
  };
}

const codeOf = (answer: Answer<Receipt>): string =>
  answer.kind === 'problem' ? answer.problem.code : 'no answer';
