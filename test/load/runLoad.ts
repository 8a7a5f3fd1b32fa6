import { setTimeout as wait } from 'node:timers/promises';
import { judgeShards, type ShardVerdict } from '../relayRun/judgeShards.ts';
import { openRelayRun, type RelayRun } from '../relayRun/openRelayRun.ts';
import { readShards } from '../relayRun/readShards.ts';
import { type ShardMaker, startShardMaker } from '../relayRun/shardMaker.ts';
import { seeded } from '../support/seeded.ts';
import { type Book, createBook } from './book.ts';
import { createBrowser, type VirtualBrowser } from './browser.ts';
import type { LoadOptions } from './options.ts';
import { planBrowser } from './planBrowser.ts';
import { planOutages } from './planOutages.ts';
import { startSimulatedClock } from './simulatedClock.ts';
import { strikeOutages } from './strikeOutages.ts';
import { type RelayUsage, watchUsage } from './workerdUsage.ts';

export interface LoadRun {
  readonly browserCount: number;
  readonly pace: number;
  readonly book: Book;
  /** Epoch milliseconds: while browsers came and went. */
  readonly window: readonly [startedAt: number, endedAt: number];
  /** Those of the relay, the oldest first. */
  readonly commits: readonly { readonly committedAt: number; readonly fileCount: number }[];
  /** How long it took until all that was left was in the dataset, up to the limit. */
  readonly drainMs: number;
  readonly isDrained: boolean;
  /** What the relay's storage takes up at the end. */
  readonly storedBytes: number;
  readonly usage: RelayUsage;
  readonly verdict: ShardVerdict;
}

/** What the Hub advises, and what a free account may; in simulated time. */
export const COMMIT_INTERVAL_MS = 5 * 60_000;
const COMMITS_PER_HOUR = 128;
const CALLS_PER_WINDOW = { api: 1000, resolvers: 5000, pages: 200 };

/** Beyond the intervals that it takes. */
const DRAIN_MAX_MS = 120_000;
const DRAIN_INTERVALS = 3;
/** workerd gives back what its start took. */
const REST_MS = 1500;

export interface LoadSize {
  readonly browserCount: number;
  readonly pace: number;
}

/** One run: a relay of its own, browsers that come and go while things go wrong, and a look at what is in the dataset. */
export async function runLoad(
  options: LoadOptions,
  { browserCount, pace }: LoadSize,
  tell: (line: string) => void,
): Promise<LoadRun> {
  const run = await openRelayRun(relayOf(options));
  const maker = startShardMaker();
  const ended = new AbortController();
  try {
    await wait(REST_MS);
    const usage = await watchUsage(run.processes);
    const book = createBook();
    const durationMs = options.minutes * 60_000;
    const startedAt = Date.now();
    const browsers = createBrowsers({ options, browserCount, pace, run, maker, book });
    const outages = options.isCalm ? [] : planOutages(seeded(options.seed), durationMs);
    const striking = strikeOutages(run, outages, { signal: ended.signal, tell });
    await Promise.all(browsers.map((browser) => browser.run()));
    const endedAt = Date.now();
    await striking;
    run.hub.faults.clear();
    const isDrained = await drain(browsers, DRAIN_MAX_MS + DRAIN_INTERVALS * intervalMs(options));
    const drainMs = Date.now() - endedAt;
    const commits = commitsOf(run);
    const used = await usage.stop();
    const storedBytes = await run.storedBytes();
    const known = [...book.shards.values()].map(({ order, isDurable }) => ({ ...order, isDurable }));
    const verdict = judgeShards(known, await readShards(run.datasetDir));
    if (!isDrained) for (const line of run.relayLog.slice(-10)) tell(`  relay: ${line}`);
    return {
      ...{ browserCount, pace, book, commits, drainMs, isDrained, storedBytes, usage: used, verdict },
      window: [startedAt, endedAt],
    };
  } finally {
    ended.abort();
    await maker.close();
    await run.close();
  }
}

/** By the clock. */
const intervalMs = ({ speed }: Pick<LoadOptions, 'speed'>): number => Math.round(COMMIT_INTERVAL_MS / speed);

/** With the interval divided, and what may be done in an hour multiplied, so that a simulated hour is as a real one. */
function relayOf({ speed, spoolCount }: LoadOptions): Parameters<typeof openRelayRun>[0] {
  const faster = (count: number) => Math.round(count * speed);
  const calls = Object.entries(CALLS_PER_WINDOW).map(([bucket, count]) => [bucket, faster(count)]);
  return {
    hub: { quotas: { ...Object.fromEntries(calls), commitsPerHour: faster(COMMITS_PER_HOUR) } },
    vars: {
      COMMIT_INTERVAL: `${intervalMs({ speed })}ms`,
      COMMITS_PER_HOUR: String(faster(COMMITS_PER_HOUR)),
      SPOOLS: String(spoolCount),
    },
  };
}

interface BrowserNeeds extends LoadSize {
  readonly options: LoadOptions;
  readonly run: RelayRun;
  readonly maker: ShardMaker;
  readonly book: Book;
}

function createBrowsers({ options, browserCount, pace, run, maker, book }: BrowserNeeds): VirtualBrowser[] {
  const { seed, speed, minutes } = options;
  const clock = startSimulatedClock(speed);
  const endMs = minutes * 60_000 * speed;
  return Array.from({ length: browserCount }, (_, i) => {
    const own = Math.imul(seed, 0x9e3779b1) ^ i;
    return createBrowser({
      address: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
      deeds: planBrowser(seeded(own), { pace, endMs }),
      random: seeded(~own),
      relayUrl: run.relayUrl,
      ...{ clock, maker, book },
    });
  });
}

/** Everybody comes back, until nothing waits or the time is up. */
async function drain(browsers: readonly VirtualBrowser[], maxMs: number): Promise<boolean> {
  const all = Promise.all(browsers.map((browser) => browser.drain())).then(() => true);
  const isDrained = await Promise.race([all, wait(maxMs, false, { ref: false })]);
  for (const browser of browsers) browser.leave();
  return isDrained;
}

const commitsOf = ({ repo }: RelayRun): LoadRun['commits'] =>
  repo
    .history(repo.head())
    .filter(({ description }) => description.includes('Parqueue-Batch'))
    .map(({ committedAt, changes }) => ({
      committedAt,
      fileCount: changes.filter((change) => change.kind === 'put' && change.entry.path.startsWith('data/'))
        .length,
    }))
    .toReversed();
