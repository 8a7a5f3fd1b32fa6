import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { chromiumOptions } from '../../support/chromium.ts';
import type { BrowserEngine, BrowserTab, RunningBrowser } from './browserEngine.ts';
import { tearLevelDb } from './tearLevelDb.ts';

/** As Playwright's own start has it: a page that is not looked at works on as a person's second window does. */
const AWAKE = [
  '--headless',
  '--remote-debugging-port=0',
  '--disable-dev-shm-usage',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--password-store=basic',
  '--noerrdialogs',
];
/** A machine under load takes its time. */
const START_TIMEOUT_MS = 60_000;
const COMMAND_TIMEOUT_MS = 10_000;
const NOTE = 'chaosNote';
/** What Chromium logs when it finds a database broken, which it then deletes. */
const STORAGE_TROUBLE = /indexed_?db|leveldb|corrupt/i;

/** Each is a group of its own, and would outlive a run that is interrupted. */
const started = new Set<ChildProcess>();
process.once('exit', () => started.forEach(killGroup));

/** Chromium, started by ourselves so that its processes are a group that can be killed. */
export function chromiumEngine(profileDir: string, extraArgs: readonly string[]): BrowserEngine {
  const troubles: string[] = [];
  return {
    name: 'chromium',
    tearDatabases: (writeBytes) => tearLevelDb(profileDir, writeBytes),
    takeTroubles: () => troubles.splice(0),
    async launch() {
      const { executablePath = chromium.executablePath(), args } = chromiumOptions([...AWAKE, ...extraArgs]);
      const child = spawn(executablePath, [...args, `--user-data-dir=${profileDir}`, 'about:blank'], {
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      started.add(child);
      child.once('exit', () => started.delete(child));
      const browser = await chromium.connectOverCDP(await addressOf(child, (line) => troubles.push(line)), {
        timeout: START_TIMEOUT_MS,
      });
      return running(child, browser);
    },
  };
}

async function addressOf(child: ChildProcess, onTrouble: (line: string) => void): Promise<string> {
  const stderr = child.stderr as Readable;
  const timer = setTimeout(() => killGroup(child), START_TIMEOUT_MS);
  try {
    const lines = createInterface({ input: stderr });
    return await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const [, address] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
        if (address !== undefined) resolve(address);
        if (STORAGE_TROUBLE.test(line)) onTrouble(line);
      });
      lines.on('close', () => reject(new Error('chromium ended before it listened')));
    });
  } finally {
    clearTimeout(timer);
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid as number), 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function running(child: ChildProcess, browser: Browser): RunningBrowser {
  const context = browser.contexts()[0] as BrowserContext;
  const ended = once(child, 'exit');
  return {
    version: browser.version(),
    openTab: async (url, onNote) => openTab(context, url, onNote),
    async kill() {
      killGroup(child);
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

async function openTab(
  context: BrowserContext,
  url: string,
  onNote: (note: string) => void,
): Promise<BrowserTab> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let isCrashed = false;
  let ownWorkers: Page['workers'] | undefined;
  page.on('crash', () => {
    isCrashed = true;
  });
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === NOTE) onNote(payload);
  });
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: NOTE });
  await page.goto(url, { waitUntil: 'commit', timeout: START_TIMEOUT_MS });
  ownWorkers = page.workers.bind(page);
  const workers = () => ownWorkers?.() ?? [];
  const inWorkers = (work: string) => {
    const found = workers();
    // A worker that dies or hangs never answers.
    for (const worker of found) void worker.evaluate(work).catch(() => undefined);
    return found.length;
  };
  return {
    call: <T>(name: string, args: readonly unknown[], timeoutMs: number) =>
      call<T>(session, name, args, timeoutMs),
    async crash() {
      isCrashed = true;
      void session.send('Page.crash').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close: () => within(COMMAND_TIMEOUT_MS, 'close', page.close()),
    freeze: () => tell(session, 'Page.setWebLifecycleState', { state: 'frozen' }),
    thaw: () => tell(session, 'Page.setWebLifecycleState', { state: 'active' }),
    leave: (to) => tell(session, 'Page.navigate', { url: to }),
    async back() {
      const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
      const entry = entries[currentIndex - 1];
      if (entry) await tell(session, 'Page.navigateToHistoryEntry', { entryId: entry.id });
    },
    killWorkers: async () => inWorkers('self.close()'),
    hangWorkers: async (forMs) =>
      inWorkers(`for (const until = Date.now() + ${forMs}; Date.now() < until; );`),
    limitRoom: (roomBytes) => limitRoom(session, new URL(url).origin, roomBytes),
    hasCrashed: () => isCrashed,
  };
}

/** A page that is being loaded again has no script yet, or loses its context as it is asked: it is asked again. */
async function call<T>(
  session: CDPSession,
  name: string,
  args: readonly unknown[],
  timeoutMs: number,
): Promise<T> {
  const given = args.map((arg) => JSON.stringify(arg)).join(', ');
  const expression = `'chaosTab' in window ? chaosTab.${name}(${given}).then((value) => ({ value })) : undefined`;
  const until = performance.now() + timeoutMs;
  for (;;) {
    const asking = session
      .send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      .catch((error: Error) => {
        if (!/context|navigated/i.test(error.message)) throw error;
      });
    const answer = await within(Math.max(1, until - performance.now()), name, asking);
    if (answer?.exceptionDetails) {
      const { exception, text } = answer.exceptionDetails;
      throw new Error(`${name}: ${exception?.description ?? text}`);
    }
    const settled = answer?.result.value as { readonly value: T } | undefined;
    if (settled !== undefined) return settled.value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function tell(session: CDPSession, method: never | string, params: object): Promise<void> {
  await within(COMMAND_TIMEOUT_MS, method, session.send(method as 'Page.navigate', params as never));
}

async function limitRoom(session: CDPSession, origin: string, roomBytes: number | undefined): Promise<void> {
  const method = 'Storage.overrideQuotaForOrigin';
  if (roomBytes === undefined) return tell(session, method, { origin });
  // A browser that is killed meanwhile may never answer.
  const asking = session.send('Storage.getUsageAndQuota', { origin });
  const { usage } = await within(COMMAND_TIMEOUT_MS, 'Storage.getUsageAndQuota', asking);
  await tell(session, method, { origin, quotaSize: usage + roomBytes });
}

async function within<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
