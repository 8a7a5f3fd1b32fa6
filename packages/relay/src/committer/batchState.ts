import type { HubFailure } from '../hub/hubError.ts';

/**
 * What became of a batch.
 *
 * `frozen`: to be offered to the Hub at `nextAt`. `committed`: the Hub has it. `split`: two smaller batches took its place. `dead`: one
 * shard that the Hub refuses for good; its bytes are kept. `removed`: the operator gave its bytes up.
 */
export interface BatchState {
  readonly phase: 'frozen' | 'committed' | 'split' | 'dead' | 'removed';
  /** How often it was, perhaps, offered. Above 0, it is looked for on the Hub before it is offered again. */
  readonly attempts: number;
  /** How often the Hub refused it in so many words, in a row. */
  readonly rejections: number;
  /** Epoch milliseconds. */
  readonly nextAt: number;
  readonly commit: string | null;
  /** The last failure in words; of what was removed, why. */
  readonly problem: string | null;
  /** What the last failure was. */
  readonly failure: HubFailure['kind'] | null;
}

export type BatchEvent =
  /** About to be offered; kept before the first byte goes out. */
  | { readonly kind: 'offered' }
  | { readonly kind: 'landed'; readonly commit: string }
  | { readonly kind: 'failed'; readonly failure: HubFailure; readonly message: string }
  /** The commits of the hour are used up. */
  | { readonly kind: 'postponed'; readonly until: number };

/** What the operator decides of a dead batch. */
export type DeadDecision =
  /** To be offered again. */
  | { readonly kind: 'requeue' }
  /** Its bytes are given up. */
  | { readonly kind: 'remove'; readonly reason: string };

export interface BatchSurroundings {
  readonly now: number;
  /** From 0 to 1. */
  readonly random: number;
  readonly shardCount: number;
  /** The first wait after a failure. */
  readonly retryBaseMs: number;
}

/** Of refusals in a row: a Hub that is being deployed may refuse what it takes a moment later. */
const REJECTIONS_MAX_COUNT = 3;

const RETRY_MAX_MS = 15 * 60_000;

export const newBatch = (now: number): BatchState => ({
  phase: 'frozen',
  attempts: 0,
  rejections: 0,
  nextAt: now,
  commit: null,
  problem: null,
  failure: null,
});

/** The next state of a batch that is `frozen`; the committer does nothing about the others. */
export function advanceBatch(state: BatchState, event: BatchEvent, around: BatchSurroundings): BatchState {
  if (state.phase !== 'frozen') return state;
  switch (event.kind) {
    case 'offered':
      return { ...state, attempts: state.attempts + 1 };
    case 'landed':
      return { ...state, phase: 'committed', commit: event.commit, problem: null, failure: null };
    case 'postponed':
      return { ...state, nextAt: event.until, problem: 'the commits of this hour are used up' };
    case 'failed':
      return afterFailure(state, event, around);
  }
}

/** The next state of a batch that is `dead`; of the others there is nothing to decide. */
export function decideDead(state: BatchState, decision: DeadDecision, now: number): BatchState {
  if (state.phase !== 'dead') return state;
  if (decision.kind === 'remove')
    return { ...state, phase: 'removed', problem: decision.reason, failure: null };
  // It was offered before it died and may have landed since, so that it is looked for first.
  return { ...newBatch(now), attempts: Math.max(1, state.attempts) };
}

function afterFailure(
  state: BatchState,
  { failure, message }: Extract<BatchEvent, { kind: 'failed' }>,
  around: BatchSurroundings,
): BatchState {
  const rejections = failure.kind === 'rejected' ? state.rejections + 1 : 0;
  const failed = { ...state, rejections, problem: message, failure: failure.kind };
  if (rejections >= REJECTIONS_MAX_COUNT)
    return { ...failed, phase: around.shardCount > 1 ? 'split' : 'dead' };
  return { ...failed, nextAt: around.now + waitAfter(failure, state.attempts, around) };
}

/** What the Hub says, and a little more so that relays do not come back together; else full jitter, doubling. */
function waitAfter(
  failure: HubFailure,
  attempts: number,
  { random, retryBaseMs }: BatchSurroundings,
): number {
  if (failure.kind === 'throttled') return failure.waitMs + random * retryBaseMs;
  const ceiling = Math.min(RETRY_MAX_MS, retryBaseMs * 2 ** Math.min(attempts, 20));
  return Math.max(retryBaseMs / 2, random * ceiling);
}
