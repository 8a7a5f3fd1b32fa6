import type { Consumer } from './consumer.ts';
import { appDir, type Lab, openLab } from './openLab.ts';
import { type PreparedApp, prepareApp } from './prepareApp.ts';
import { type ConsumerResult, runConsumer } from './runConsumer.ts';

export interface MatrixOptions {
  readonly consumers: readonly Consumer[];
  /** See `prepareApp`. */
  readonly install: 'npm' | 'borrowed';
  readonly onResult?: (result: ConsumerResult) => void;
}

/** Apps are installed and built two at a time: most of it is waiting for the disk. Visits are one by one, since they listen. */
const BUILDS_AT_A_TIME = 2;

/** Runs consumers of the package, from the packed tarball to the rows in the dataset. */
export async function runMatrix({ consumers, install, onResult }: MatrixOptions): Promise<ConsumerResult[]> {
  const lab = await openLab(consumers);
  try {
    const apps = prepareApps(lab, consumers, install);
    const results: ConsumerResult[] = [];
    for (const consumer of consumers) {
      const result = await attempt(
        lab,
        consumer,
        apps.get(appDir(lab.home, consumer)) as Promise<PreparedApp>,
      );
      onResult?.(result);
      results.push(result);
    }
    return results;
  } finally {
    await lab.close();
  }
}

async function attempt(
  lab: Lab,
  consumer: Consumer,
  preparing: Promise<PreparedApp>,
): Promise<ConsumerResult> {
  try {
    return await runConsumer(lab, consumer, await preparing);
  } catch (error) {
    return {
      name: consumer.name,
      tools: [],
      problems: [error instanceof Error ? error.message : String(error)],
    };
  }
}

function prepareApps(
  { home, tarball, replaced }: Lab,
  consumers: readonly Consumer[],
  install: MatrixOptions['install'],
): ReadonlyMap<string, Promise<PreparedApp>> {
  const apps = new Map<string, Promise<PreparedApp>>();
  const lanes: Promise<unknown>[] = Array.from({ length: BUILDS_AT_A_TIME }, () => Promise.resolve());
  for (const consumer of consumers) {
    const dir = appDir(home, consumer);
    if (apps.has(dir)) continue;
    const lane = apps.size % lanes.length;
    const app = (lanes[lane] as Promise<unknown>).then(() =>
      prepareApp({ dir, layers: consumer.layers, replaced, tarball, install }),
    );
    apps.set(dir, app);
    lanes[lane] = app.catch(() => {});
  }
  return apps;
}
