import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { packSdk } from '../../../scripts/build/packSdk.ts';
import { type Stack, startStack } from '../../../scripts/startStack.ts';
import { chromiumOptions } from '../../support/chromium.ts';
import { pageScript } from './pageScript.ts';
import { serveFolders } from './serveFolders.ts';
import { serviceWorkerScript } from './serviceWorkerScript.ts';

/** What a page is asked to do; the rest are options of the logger. */
export interface PageTask {
  readonly verse: string;
  readonly hasAudio: boolean;
  /** False for a browser that does not hand out the frames of a track, so that a worklet takes them. Default true. */
  readonly hasFrames?: boolean;
  readonly workerUrl?: string;
  readonly writer?: 'parquet' | 'light';
  /** Part of a path; the first two requests of such a file fail. */
  readonly fails?: string;
}

export interface PageResult {
  readonly engine: string;
  readonly degraded: readonly string[];
  readonly complaints: readonly string[];
  readonly durationS?: number;
  /** Paths of the files that the page, its workers and its worklet loaded. */
  readonly loaded: readonly string[];
}

/** The packed package: served as files from an origin of its own, with pages of another that use it, and a stack behind them. */
export interface OpenPackage {
  /** The unpacked package. */
  readonly dir: string;
  readonly stack: Stack;
  readonly browser: Browser;
  /** Where the pages are; those below `/app/` may have the service worker `/app/sw.js`. */
  readonly origin: string;
  /** Opens a page with these headers, and has it do something. */
  run(page: string, task: PageTask): Promise<PageResult>;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

/** @param pages names of pages, with the headers of each; `SDK` and `RELAY` in them stand for the origins of both. */
export async function openPackage(pages: Readonly<Record<string, Headers>>): Promise<OpenPackage> {
  const home = await mkdtemp(join(tmpdir(), 'parqueue-package-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const closing = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    const dir = await unpack(home);
    const sdk = await serveFolders({ folders: { sdk: dir } });
    closers.push(sdk.close);
    const app = join(home, 'app');
    await mkdir(app);
    await writeFile(join(app, 'page.js'), pageScript(`${sdk.origin}/sdk`));
    const served = new Map<string, { html: string; headers: Headers }>();
    const site = await serveFolders({
      folders: { app, parqueue: join(dir, 'worker') },
      pages: served,
    });
    closers.push(site.close);
    const stack = await startStack({
      dataDir: join(home, 'data'),
      page: 'none',
      allowedOrigins: [site.origin],
      commitIntervalMs: 300,
    });
    closers.push(stack.close);
    for (const [name, headers] of Object.entries(pages))
      served.set(`/${name}`, { html: HTML, headers: withOrigins(headers, sdk.origin, stack.relay.url) });
    await writeFile(join(app, 'sw.js'), await serviceWorkerScript(dir, stack.relay.url));
    const browser = await chromium.launch(chromiumOptions());
    closers.push(() => browser.close());
    const run = async (page: string, task: PageTask): Promise<PageResult> => {
      const before = [sdk.asked.length, site.asked.length] as const;
      const result = await runPage(browser, `${site.origin}/${page}`, { ...task, relay: stack.relay.url });
      return { ...result, loaded: [...sdk.asked.slice(before[0]), ...site.asked.slice(before[1])] };
    };
    return { dir, stack, browser, origin: site.origin, run, close: closing };
  } catch (error) {
    await closing();
    throw error;
  }
}

const HTML = '<!doctype html><title>A page</title><script type="module" src="/app/page.js"></script>';

const withOrigins = (headers: Headers, sdk: string, relay: string): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll('SDK', sdk).replaceAll('RELAY', relay),
    ]),
  );

async function unpack(home: string): Promise<string> {
  const tarball = await packSdk(home);
  await promisify(execFile)('tar', ['-xzf', tarball, '-C', home]);
  return join(home, 'package');
}

async function runPage(
  browser: Browser,
  url: string,
  task: PageTask & { readonly relay: string },
): Promise<Omit<PageResult, 'loaded'>> {
  const context = await browser.newContext({ permissions: ['microphone'] });
  try {
    const page = await context.newPage();
    if (task.fails !== undefined)
      await page.route(`**/*${task.fails}*`, (route) => route.abort('connectionreset'), { times: 2 });
    await page.goto(url);
    return await page.evaluate(
      (given) => (window as unknown as { run(task: PageTask): Promise<PageResult> }).run(given),
      task,
    );
  } finally {
    await context.close();
  }
}
