import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium, type Page } from 'playwright';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import { startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { queryDataset } from '../support/dataset.ts';
import type { Figure } from './figure.ts';
import type { Addresses, AppendPage } from './peersAppend/appendPage.ts';
import { installPeers } from './peersLoss/installPeers.ts';
import { posthog } from './peersLoss/peers/posthog.ts';
import { sentry } from './peersLoss/peers/sentry.ts';
import { servePages } from './peersLoss/servePages.ts';

const ROUNDS = 3;
const BURST = 500;
const PACED = 200;
const PACE_MS = 10;
/** Until what was called is sent: each of them waits for company, at most three seconds. */
const SETTLE_MS = 4_500;

/** What is measured, and what it is called; ours come first. */
const SUBJECTS = [
  ['event', 'event() of the recorder'],
  ['append', 'append() of the table'],
  ['play', 'start() of a play'],
  ['sentry', `captureMessage of ${sentry.npm?.package} ${sentry.npm?.version}`],
  ['posthog', `capture of ${posthog.npm?.package} ${posthog.npm?.version}`],
] as const;

/** Microseconds of one call. */
interface Cost {
  /** In a burst, from the call to its return. */
  readonly burstUs: number;
  /** One by one: all that the page's thread did more than it does without calls, until everything is sent. */
  readonly threadUs: number;
}

/** What one event costs the page's thread, beside others; by turns, medians of three rounds. */
export async function peersAppendFigures(): Promise<Figure[]> {
  const peersDir = await installPeers([sentry, posthog]);
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-append-'));
  const root = join(import.meta.dirname, 'peersAppend/page');
  const pages = await servePages(join(dir, 'page'), await findFreePort(), peersDir, root);
  const collector = await openCollector();
  const stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'none',
    allowedOrigins: [pages.origin],
  });
  try {
    const addresses = { collector: collector.url, relay: stack.relay.url };
    const costs = new Map<string, Cost[]>();
    for (let round = 0; round < ROUNDS; round++)
      for (const [subject] of SUBJECTS) {
        const cost = await measure(join(dir, `${subject}${round}`), pages.origin, subject, addresses);
        costs.set(subject, [...(costs.get(subject) ?? []), cost]);
      }
    await checkArrival(stack.datasetDir, collector.requestCount());
    return figuresOf(costs);
  } finally {
    await stack.close();
    collector.close();
    await pages.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** In a browser started anew, so that none pays for another's garbage. */
async function measure(
  profile: string,
  origin: string,
  subject: string,
  addresses: Addresses,
): Promise<Cost> {
  const context = await chromium.launchPersistentContext(profile, chromiumOptions());
  try {
    const tab = await context.newPage();
    await tab.goto(origin);
    await tab.waitForFunction(() => 'bench' in window);
    await call(tab, 'start', subject, addresses);
    await call(tab, 'paced', PACED, PACE_MS, true);
    await tab.waitForTimeout(SETTLE_MS);
    const session = await context.newCDPSession(tab);
    await session.send('Performance.enable');
    const withoutS = await threadS(session, tab, false);
    const withS = await threadS(session, tab, true);
    const burstMs = await call(tab, 'burst', BURST);
    return { burstUs: (burstMs * 1e3) / BURST, threadUs: ((withS - withoutS) * 1e6) / PACED };
  } finally {
    await context.close();
  }
}

/** How long the page's thread was busy, in seconds, while it was called or not. */
async function threadS(session: CDPSession, tab: Page, calls: boolean): Promise<number> {
  const before = await busyS(session);
  await call(tab, 'paced', PACED, PACE_MS, calls);
  await tab.waitForTimeout(SETTLE_MS);
  return (await busyS(session)) - before;
}

async function busyS(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

/** What sends nothing costs nothing. */
async function checkArrival(datasetDir: string, requestCount: number): Promise<void> {
  const [row] = await queryDataset(
    datasetDir,
    "SELECT count(*)::INTEGER AS n FROM read_parquet('data/metrics_event/**/*.parquet')",
  );
  const expected = 2 * ROUNDS * 2 * PACED;
  if (Number(row?.['n']) < expected) throw new Error(`${row?.['n']} of ${expected} rows arrived`);
  // Each of the two sends at least once in each round.
  if (requestCount < 2 * ROUNDS) throw new Error(`the collector was asked ${requestCount} times`);
}

function figuresOf(costs: ReadonlyMap<string, readonly Cost[]>): Figure[] {
  const [[own], ...others] = [SUBJECTS, ...SUBJECTS.slice(1)] as [
    typeof SUBJECTS,
    ...(typeof SUBJECTS)[number][],
  ];
  const median = (subject: string, pick: (cost: Cost) => number) =>
    (costs.get(subject) ?? []).map(pick).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
  return (
    [
      ['in a burst, the call alone', ({ burstUs }: Cost) => burstUs],
      ['one by one, all of the page’s thread until it is sent', ({ threadUs }: Cost) => threadUs],
    ] as const
  ).flatMap(([what, pick]) =>
    others.map(([subject, title]) => ({
      name: `${own[1]}, ${what}`,
      value: median(own[0], pick),
      unit: 'µs',
      reference: { name: title, value: median(subject, pick) },
    })),
  );
}

/** Takes whatever comes, as a server of events does. */
async function openCollector(): Promise<{ url: string; requestCount(): number; close(): void }> {
  let posted = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST') posted++;
    request.resume();
    response.writeHead(200, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-headers': '*',
      'access-control-allow-credentials': 'true',
      'content-type': 'application/json',
    });
    request.on('end', () => response.end('{"status":1}'));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requestCount: () => posted,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const call = <K extends keyof AppendPage>(
  tab: Page,
  name: K,
  ...args: Parameters<AppendPage[K]>
): Promise<Awaited<ReturnType<AppendPage[K]>>> =>
  tab.evaluate(
    ([method, given]) => {
      const { bench } = window as unknown as { bench: Record<string, (...args: unknown[]) => unknown> };
      return bench[method as string]?.(...(given as unknown[]));
    },
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<AppendPage[K]>>>;
