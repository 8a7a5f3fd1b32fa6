import { retryDelayMs } from '../upload/retryPolicy.ts';

/** When the relay may be tried again: one state for all shards, since what fails is nearly always the way to it. Pure. */
export interface FlushGate {
  /** Failures in a row. */
  readonly attempt: number;
  /** Epoch milliseconds before which nothing is sent. */
  readonly opensAt: number;
}

export const OPEN_GATE: FlushGate = { attempt: 0, opensAt: 0 };

/** The gate after a failure. */
export function closeGate(gate: FlushGate, now: number, random: number, retryAfterMs?: number): FlushGate {
  return { attempt: gate.attempt + 1, opensAt: now + retryDelayMs(gate.attempt, random, retryAfterMs) };
}
