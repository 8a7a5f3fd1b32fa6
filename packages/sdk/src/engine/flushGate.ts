import { RETRY_MAX_MS, retryDelayMs } from '../upload/retryPolicy.ts';

/** When something may be tried again. Pure: time and chance are given. */
export interface FlushGate {
  /** Failures in a row. */
  readonly attempt: number;
  /** Epoch milliseconds of the last failure. */
  readonly closedAt: number;
  readonly delayMs: number;
}

export const OPEN_GATE: FlushGate = { attempt: 0, closedAt: 0, delayMs: 0 };

/** The gate after a failure. */
export function closeGate(gate: FlushGate, now: number, random: number, retryAfterMs?: number): FlushGate {
  const delayMs = retryDelayMs(gate.attempt, random, retryAfterMs);
  return { attempt: gate.attempt + 1, closedAt: now, delayMs };
}

/** How long the gate stays closed; 0 when it is open. A clock that was put back, by however much, opens it. */
export function gateWaitMs({ closedAt, delayMs }: FlushGate, now: number): number {
  return now < closedAt ? 0 : Math.min(RETRY_MAX_MS, Math.max(0, closedAt + delayMs - now));
}
