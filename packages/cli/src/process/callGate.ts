import { setTimeout as sleep } from 'node:timers/promises';
import { Halt } from './processErrors.ts';

export interface CallGateOptions {
  /** Calls a second; undefined: as many as there are workers for. */
  readonly rps: number | undefined;
  /** So many failures one after another make a pause. */
  readonly failureLimit: number;
  readonly pauseMs: number;
  /** So many pauses of which none helped end the run. */
  readonly probeLimit: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Every call goes through it: it keeps to a rate, waits where the other side asks for it, and pauses after a row of failures. */
export interface CallGate {
  /** @throws {Halt} when pauses did not help; rejects when the run ends meanwhile. */
  enter(): Promise<void>;
  succeeded(): void;
  failed(retryAfterMs: number | undefined): void;
  readonly isPaused: boolean;
}

const LONGEST_PAUSE_MS = 300_000;
const STEP_MS = 50;

export function createCallGate(options: CallGateOptions): CallGate {
  const { rps, failureLimit, pauseMs, probeLimit, now, signal, say } = options;
  let failures = 0;
  /** Pauses since the last success. */
  let pauses = 0;
  let openUntilMs: number | undefined;
  let isProbing = false;
  let notBeforeMs = 0;
  let nextSlotMs = 0;

  const waitTo = async (atMs: number): Promise<void> => {
    for (let left = atMs - now(); left > 0; left = atMs - now())
      await sleep(Math.min(left, 1_000), undefined, { signal });
  };

  /** One call goes through after a pause; the others wait for what becomes of it. */
  const passBreaker = async (): Promise<void> => {
    while (openUntilMs !== undefined) {
      signal.throwIfAborted();
      if (pauses > probeLimit)
        throw new Halt(
          `${failureLimit} calls in a row failed, and so did each try after ${probeLimit} pauses`,
        );
      if (now() < openUntilMs) await waitTo(openUntilMs);
      else if (isProbing) await sleep(STEP_MS, undefined, { signal });
      else {
        isProbing = true;
        return;
      }
    }
  };

  return {
    get isPaused() {
      return openUntilMs !== undefined;
    },
    async enter() {
      await passBreaker();
      while (notBeforeMs > now()) await waitTo(notBeforeMs);
      if (rps === undefined) return signal.throwIfAborted();
      const slot = Math.max(now(), nextSlotMs);
      nextSlotMs = slot + 1000 / rps;
      await waitTo(slot);
    },
    succeeded() {
      if (openUntilMs !== undefined) say('The processor answers again');
      failures = 0;
      pauses = 0;
      openUntilMs = undefined;
      isProbing = false;
    },
    failed(retryAfterMs) {
      failures++;
      if (retryAfterMs !== undefined) notBeforeMs = Math.max(notBeforeMs, now() + retryAfterMs);
      if (failures < failureLimit || (openUntilMs !== undefined && !isProbing)) return;
      const forMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** pauses++);
      openUntilMs = now() + forMs;
      isProbing = false;
      say(`${failures} calls in a row failed: pausing for ${forMs / 1000} s, then one try`);
    },
  };
}
