import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import { startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from '../support/chromium.ts';
import type { Figure } from './figure.ts';
import { pageSealFigures } from './pageSealFigures.ts';

const COMMIT_INTERVAL_MS = 1_000;
const ROUNDS = 5;

interface Burst {
  readonly appendMs: number;
  readonly storedMs: number;
  readonly longestMs: number;
}

/** What the page and the whole way cost, in Chromium, on a built page. Medians of five rounds. */
export async function pageFigures(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-bench-'));
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const stack = await startStack({
    dataDir: join(dir, 'data'),
    page: 'none',
    allowedOrigins: [origin],
    commitIntervalMs: COMMIT_INTERVAL_MS,
  });
  const page = {
    root: join(import.meta.dirname, 'page'),
    configFile: false as const,
    logLevel: 'error' as const,
    worker: { format: 'es' as const },
    build: { outDir: join(dir, 'page'), target: 'es2022' },
    preview: { host: '127.0.0.1', port, strictPort: true, proxy: { '/v1/': stack.relay.url } },
  };
  await build(page);
  const server = await preview(page);
  // A profile on the disk, as people have one: without, storage is memory of another process.
  const context = await chromium.launchPersistentContext(join(dir, 'profile'), {
    ...chromiumOptions(),
    permissions: ['microphone'],
  });
  try {
    const tab = await context.newPage();
    await tab.goto(origin);
    await tab.waitForFunction(() => 'bench' in window);
    await call(tab, 'warm');
    return [...(await burstFigures(tab)), ...(await wayFigures(tab)), ...(await pageSealFigures(tab))];
  } finally {
    await context.close();
    await server.close();
    await stack.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function burstFigures(tab: Page): Promise<Figure[]> {
  const bursts: Burst[] = [];
  for (let round = 0; round < ROUNDS; round++) bursts.push(await call<Burst>(tab, 'burst', 10_000));
  const median = (pick: (burst: Burst) => number) => medianOf(bursts.map(pick));
  return [
    {
      name: 'append in a burst of 10,000, on the page',
      value: median(({ appendMs }) => appendMs) / 10,
      unit: 'µs a row',
    },
    {
      name: 'longest page task over 50 ms, the burst of 10,000 itself included (0: none)',
      value: median(({ longestMs }) => longestMs),
      unit: 'ms',
      goal: '≤ 50',
    },
    {
      name: 'stored rows',
      value: 10_000 / (median(({ storedMs }) => storedMs) / 1_000),
      unit: 'rows/s',
      goal: '≥ 50,000',
    },
  ];
}

async function wayFigures(tab: Page): Promise<Figure[]> {
  const runs: { stoppedMs: number; storedMs: number; committedMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await call(tab, 'stopToCommitted', 3));
  return [
    { name: 'stop of 3 s to its clips', value: medianOf(runs.map(({ stoppedMs }) => stoppedMs)), unit: 'ms' },
    { name: 'stop to stored row', value: medianOf(runs.map(({ storedMs }) => storedMs)), unit: 'ms' },
    {
      name: `stop to committed row (commits every ${COMMIT_INTERVAL_MS} ms)`,
      value: medianOf(runs.map(({ committedMs }) => committedMs)),
      unit: 'ms',
    },
  ];
}

const call = <T>(tab: Page, name: string, ...args: unknown[]): Promise<T> =>
  tab.evaluate(
    ([method, given]) => {
      const { bench } = window as unknown as { bench: Record<string, (...args: unknown[]) => unknown> };
      return bench[method as string]?.(...(given as unknown[]));
    },
    [name, args] as const,
  ) as Promise<T>;

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;
