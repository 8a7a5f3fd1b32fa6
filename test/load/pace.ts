import { PRESENT_SHARE, SESSION_SHARDS_PER_S } from './planBrowser.ts';

export interface PaceOptions {
  readonly browserCount: number;
  /** How much faster simulated time passes than the clock. */
  readonly speed: number;
  /** The most that all browsers together may send, a second by the clock. */
  readonly shardsPerS: number;
}

/**
 * The share of its real rate at which a session has to log so that this machine is not what is measured: an hour in a minute is sixty times
 * the load of an hour.
 */
export function paceOf({ browserCount, speed, shardsPerS }: PaceOptions): number {
  const realPerS = browserCount * PRESENT_SHARE * SESSION_SHARDS_PER_S * speed;
  return Math.min(1, shardsPerS / realPerS);
}
