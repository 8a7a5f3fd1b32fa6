import { setTimeout as wait } from 'node:timers/promises';
import type { RelayRun } from '../relayRun/openRelayRun.ts';
import type { KillPoint } from './killPoints.ts';
import type { RoundPlan } from './planRound.ts';

/** A kill that waits for a request to the hub. */
export interface WatchedPoint {
  /** Resolves when the relay is dead. */
  readonly struck: Promise<void>;
  relayIsBack(): void;
}

/**
 * Kills the relay at the first request that fits, and has happen to that request what the plan says.
 *
 * @param about called when the kill is about to come
 */
export function watchPoint(
  run: RelayRun,
  { match, at, before }: Extract<KillPoint, { of: 'hub' }>,
  { delayMs, fate, lateMs, about }: Pick<RoundPlan, 'delayMs' | 'fate' | 'lateMs'> & { about: () => void },
): WatchedPoint {
  const struck = Promise.withResolvers<void>();
  const back = Promise.withResolvers<void>();
  if (before !== undefined) run.hub.faults.inject(before);
  const watcher = run.hub.watch({
    match,
    at,
    async seen() {
      watcher.remove();
      about();
      await wait(delayMs);
      run.kill();
      struck.resolve();
      if (at !== 'asked') return;
      if (fate === 'lost') run.hub.faults.inject({ kind: 'request-lost', match });
      if (fate === 'carried out late') await back.promise.then(() => wait(lateMs));
    },
  });
  return { struck: struck.promise, relayIsBack: back.resolve };
}
