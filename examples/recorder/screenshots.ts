/**
 * Takes a picture of every state of the page, in every size and scheme, and checks each with axe-core.
 *
 * `node examples/recorder/screenshots.ts [outDir] [state …]`; exits with 1 when axe-core finds anything.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { chromiumOptions } from '../../test/support/chromium.ts';
import { pageStates } from './test/states.ts';

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;
/** Of a longer page, such as a list of a thousand, the first screen is enough. */
const TALLEST_PICTURE = 3000;
const NARROWEST = { width: 320, height: 640 };

type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

interface Look {
  readonly size: keyof typeof SIZES;
  readonly scheme: 'light' | 'dark';
  readonly dir: 'ltr' | 'rtl';
}

const LOOKS: readonly Look[] = (['phone', 'desk'] as const).flatMap((size) => [
  { size, scheme: 'light', dir: 'ltr' } as const,
  { size, scheme: 'dark', dir: 'ltr' } as const,
  { size, scheme: 'light', dir: 'rtl' } as const,
]);

const [outDir = 'test-results/screenshots', ...chosen] = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(pageStates);
process.exitCode = (await takeAll(resolve(outDir))) > 0 ? 1 : 0;

async function takeAll(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const server = await createServer({
    root: import.meta.dirname,
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'error',
    // Nothing reloads a page under the camera.
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch(chromiumOptions());
  try {
    const address = server.resolvedUrls?.local[0] ?? '';
    const faultCounts = await Promise.all([
      ...LOOKS.map((look) => takeLook(browser, { address, folder, look })),
      checkNarrowest(browser, address),
    ]);
    const faultCount = faultCounts.reduce((sum, count) => sum + count);
    process.stdout.write(
      `${names.length} states in ${LOOKS.length} looks, ${faultCount} faults: ${folder}\n`,
    );
    return faultCount;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function takeLook(
  browser: Browser,
  { address, folder, look }: { readonly address: string; readonly folder: string; readonly look: Look },
): Promise<number> {
  const { size, scheme, dir } = look;
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    reducedMotion: 'reduce',
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  let faultCount = 0;
  for (const name of names) {
    await openState(page, `${address}test/states.html?fake=${name}&dir=${dir}`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.screenshot({
      path: join(folder, `${name}-${size}-${scheme}-${dir}.png`),
      fullPage: size === 'phone' && height <= TALLEST_PICTURE,
    });
    faultCount += await checkWithAxe(page, `${name} ${size} ${scheme} ${dir}`);
  }
  await context.close();
  return faultCount;
}

async function openState(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
}

async function checkWithAxe(page: Page, where: string): Promise<number> {
  // The builder's types are of another copy of Playwright than ours.
  const builder = new AxeBuilder({ page: page as unknown as AxePage });
  const { violations } = await builder.analyze();
  for (const { id, help, nodes } of violations) {
    const places = nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`);
    process.stderr.write(`${where}: ${id}: ${help}\n${places.join('\n')}\n`);
  }
  return violations.length;
}

/** Nothing reaches beyond the narrowest screen, in any state. */
async function checkNarrowest(browser: Browser, address: string): Promise<number> {
  const page = await browser.newPage({ viewport: NARROWEST });
  let faultCount = 0;
  for (const name of names) {
    await openState(page, `${address}test/states.html?fake=${name}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width <= NARROWEST.width) continue;
    faultCount++;
    process.stderr.write(`${name}: ${width} px wide on a screen of ${NARROWEST.width}\n`);
  }
  await page.close();
  return faultCount;
}
