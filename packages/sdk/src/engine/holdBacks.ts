import type { DiagnosedPause } from '../api/diagnosis.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { closeGate, type FlushGate, gateWaitMs, OPEN_GATE } from './flushGate.ts';

/**
 * Shards and tables that failed by themselves, each with a pause of its own, so that one which fails for ever holds up no other. By key:
 * a shard's id or a table's name.
 */
export interface HoldBacks {
  isHeld(key: string): boolean;
  /** Gives the pause in milliseconds. */
  hold(key: string, retryAfterMs?: number): number;
  /** Forgets all but these. */
  keepOnly(keys: Iterable<string>): void;
  /** How long until the first may be tried again; 0 when none is held. */
  waitMs(): number;
  /** What is held now. */
  pauses(): readonly DiagnosedPause[];
  clear(): void;
}

export function createHoldBacks({ now, random }: Pick<EngineEnvironment, 'now' | 'random'>): HoldBacks {
  const gates = new Map<string, FlushGate>();
  const waitOf = (key: string) => gateWaitMs(gates.get(key) ?? OPEN_GATE, now());
  return {
    isHeld: (key) => waitOf(key) > 0,
    hold(key, retryAfterMs) {
      gates.set(key, closeGate(gates.get(key) ?? OPEN_GATE, now(), random(), retryAfterMs));
      return waitOf(key);
    },
    keepOnly(keys) {
      const kept = new Set(keys);
      for (const key of gates.keys()) if (!kept.has(key)) gates.delete(key);
    },
    // One that may be tried at once, such as after a clock was put back, is still waited for.
    waitMs: () => (gates.size === 0 ? 0 : Math.max(1, Math.min(...[...gates.keys()].map(waitOf)))),
    pauses: () => [...gates].map(([key, { attempt }]) => ({ key, attempt, waitMs: waitOf(key) })),
    clear: () => gates.clear(),
  };
}
