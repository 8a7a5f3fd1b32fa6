import type { BrowserContext, Page } from 'playwright';

export interface Visit {
  /** What the page says at the end. */
  readonly says: string;
  /** Exceptions, rejections that nobody handled, console errors, in page and workers. */
  readonly complaints: readonly string[];
  /** Directives of the policy that were violated. */
  readonly violations: readonly string[];
  /** Addresses of the workers that were started. */
  readonly workers: readonly string[];
  readonly isolated: boolean;
  /** What came over the wire, the relay's answers apart: as the page opens, and by its first use. */
  readonly openBytes: number;
  readonly useBytes: number;
}

/** A page for which nothing came so long has opened. */
const QUIET_MS = 700;
/** The wait for what a page shows by itself. */
const SHOW_TIMEOUT_MS = 10_000;
/** The wait for a page that records two seconds, on a machine that does much else. */
const END_TIMEOUT_MS = 90_000;

export interface VisitOptions {
  readonly url: string;
  /** What was answered to the browser so far. */
  readonly countBytes: () => number;
  /** Names of interfaces that the page is not to have. */
  readonly hidden?: readonly string[];
  /** What the page shows at the end or soon after, beside what it says. */
  readonly shows?: string | undefined;
}

/** Opens the page, presses its button, and waits until it has said how that ended. */
export async function visitPage(context: BrowserContext, options: VisitOptions): Promise<Visit> {
  const { url, countBytes, hidden = [], shows } = options;
  const page = await context.newPage();
  const complaints = listen(context, page);
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.addInitScript(collectViolations);
  await page.addInitScript((names) => {
    for (const name of names) Reflect.deleteProperty(globalThis, name);
  }, hidden);
  const before = countBytes();
  await page.goto(url);
  await awaitQuiet(countBytes);
  const openBytes = countBytes() - before;
  const complain = (error: Error) => void complaints.push(error.message);
  const says = await useButton(page).catch(complain);
  if (shows !== undefined) await page.getByText(shows).waitFor({ timeout: SHOW_TIMEOUT_MS }).catch(complain);
  const visit = {
    says: says ?? '',
    isolated: await page.evaluate(() => crossOriginIsolated),
    violations: await page.evaluate(() => (window as unknown as Observed).violations),
    openBytes,
    useBytes: countBytes() - before - openBytes,
  };
  await page.close();
  return { ...visit, complaints, workers };
}

/**
 * Waits until nothing comes any more. Playwright's own `networkidle` never does where a worker was ended while it loaded, as the first one is
 * in React's `StrictMode`: it misses the end of that request.
 */
async function awaitQuiet(countBytes: () => number): Promise<void> {
  for (let before = -1; before !== countBytes(); ) {
    before = countBytes();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}

async function useButton(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Record and log' }).click();
  const output = page.locator('output:not(:empty)');
  await output.waitFor({ timeout: END_TIMEOUT_MS });
  return String(await output.textContent());
}

interface Observed {
  violations: string[];
}

/** Runs in the page, before its own scripts. */
function collectViolations(): void {
  const violations: string[] = [];
  (window as unknown as Observed).violations = violations;
  addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
}

function listen(context: BrowserContext, page: Page): string[] {
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error().message)));
  page.on('console', (message) => {
    // No app has an icon; the browser asks for one by itself.
    if (message.type() !== 'error' || message.location().url.endsWith('/favicon.ico')) return;
    complaints.push(message.text());
  });
  return complaints;
}
