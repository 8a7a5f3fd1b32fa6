import type { Fault } from '@parqueue/local-hub';
import type { RelayRun } from '../relayRun/openRelayRun.ts';
import { pause } from '../relayRun/pause.ts';
import type { Outage, OutageKind } from './planOutages.ts';

const COMMIT = { method: 'POST', path: '/commit/main' };
const ALWAYS = Number.POSITIVE_INFINITY;

/** What the hub does while it lasts; a relay that is restarted is away. */
const FAULTS: Readonly<Record<Exclude<OutageKind, 'relay restarted'>, Fault>> = {
  'hub answers 503': { kind: 'status', status: 503, times: ALWAYS },
  'hub is down': { kind: 'request-lost', times: ALWAYS },
  'calls of the window used up': {
    kind: 'status',
    status: 429,
    times: 2,
    headers: { RateLimit: '"api";r=0;t=1', 'RateLimit-Policy': '"fixed window";"api";q=1000;w=300' },
  },
  'commits of the hour used up': {
    kind: 'status',
    status: 429,
    match: COMMIT,
    headers: { RateLimit: '"api";r=949;t=271' },
    body: {
      error:
        'You have exceeded the rate limit for repository commits (128 per hour). You can retry this action in about 1 second.',
    },
  },
  'commit landed, answered 504': { kind: 'status', status: 504, match: COMMIT, takesEffect: true },
  'commit landed, answer lost': { kind: 'reply-lost', match: COMMIT },
  'uploads fail': { kind: 'status', status: 500, match: { method: 'PUT' }, times: 3 },
};

/** One after another, as planned. What is for one request waits for it, longer than it lasts. */
export async function strikeOutages(
  run: RelayRun,
  outages: readonly Outage[],
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (line: string) => void },
): Promise<void> {
  const startedAt = performance.now();
  for (const { kind, atMs, lastMs } of outages) {
    await pause(atMs - (performance.now() - startedAt), signal);
    if (signal.aborted) return;
    tell(`  ${Math.round((performance.now() - startedAt) / 1000)} s: ${kind}`);
    if (kind === 'relay restarted') {
      await run.stop();
      await pause(lastMs, signal);
      await run.start();
      continue;
    }
    const fault = run.hub.faults.inject(FAULTS[kind]);
    if (FAULTS[kind].times !== ALWAYS) continue;
    await pause(lastMs, signal);
    fault.remove();
  }
}
