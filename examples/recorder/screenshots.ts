/**
 * Takes a picture of every state of the page, in every size and scheme, and checks each with axe-core.
 *
 * `node examples/recorder/screenshots.ts [outDir] [state …]`; exits with 1 when axe-core finds anything, or anything reaches beyond a
 * screen of 320 px. `--readme` makes the pictures of the README instead, from the real page (readmePictures.ts).
 */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { chromiumOptions } from '../../test/support/chromium.ts';
import { takeReadmePictures } from './readmePictures.ts';
import { pageStates } from './test/states.ts';

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;
/** Device pixels to a CSS pixel, as such screens have. */
const RATIOS = { phone: 2, desk: 1 } as const;
/** Of a longer page, such as a list of a thousand, the first screen is enough. */
const TALLEST_PICTURE = 3000;
const NARROWEST = { width: 320, height: 640 };

type Size = keyof typeof SIZES;
type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

const LOOKS = [
  { scheme: 'light', dir: 'ltr' },
  { scheme: 'dark', dir: 'ltr' },
  { scheme: 'light', dir: 'rtl' },
] as const;

const [first = 'test-results/screenshots', ...chosen] = process.argv.slice(2);
if (first === '--readme') await takeReadmePictures(resolve('docs/images'));
else process.exitCode = (await takeAll(resolve(first))) > 0 ? 1 : 0;

async function takeAll(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const names = chosen.length > 0 ? chosen : Object.keys(pageStates);
  const served = await serveStates();
  const browser = await chromium.launch(chromiumOptions());
  try {
    const shots = { browser, address: served.address, folder, names };
    const faultCounts = await Promise.all([takeSize('phone', shots), takeSize('desk', shots)]);
    const faultCount = faultCounts.reduce((sum, count) => sum + count);
    const lookCount = Object.keys(SIZES).length * LOOKS.length;
    process.stdout.write(`${names.length} states in ${lookCount} looks, ${faultCount} faults: ${folder}\n`);
    return faultCount;
  } finally {
    await browser.close();
    await served.close();
  }
}

/** The states as one built page: a page of a hundred source files would be read anew for each picture. */
async function serveStates(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'parqueue-states-'));
  const common = {
    root: import.meta.dirname,
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'error',
  } as const;
  const input = join(import.meta.dirname, 'test/states.html');
  const options = { outDir, emptyOutDir: true, rolldownOptions: { input } };
  await build({ ...common, build: options });
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    async close() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

interface Shots {
  readonly browser: Browser;
  readonly address: string;
  readonly folder: string;
  readonly names: readonly string[];
}

/** Each state is opened once in a size, and then looked at in every scheme and direction. */
async function takeSize(size: Size, { browser, address, folder, names }: Shots): Promise<number> {
  const options = {
    viewport: SIZES[size],
    reducedMotion: 'reduce',
    deviceScaleFactor: RATIOS[size],
  } as const;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  let faultCount = 0;
  for (const name of names) {
    await page.setViewportSize(SIZES[size]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${address}test/states.html?fake=${name}`);
    await page.waitForSelector('html[data-ready]');
    for (const { scheme, dir } of LOOKS) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate((to) => document.documentElement.setAttribute('dir', to), dir);
      await takePicture(page, size, join(folder, `${name}-${size}-${scheme}-${dir}.png`));
      faultCount += await checkWithAxe(page, `${name} ${size} ${scheme} ${dir}`);
    }
    if (size === 'phone') faultCount += await checkNarrowest(page, name);
  }
  await context.close();
  return faultCount;
}

/** A phone is made as tall as its page, so that what sticks to the screen's edge stands at the page's. */
async function takePicture(page: Page, size: Size, path: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const isTaller = size === 'phone' && height > SIZES.phone.height && height <= TALLEST_PICTURE;
  if (isTaller) await page.setViewportSize({ ...SIZES.phone, height });
  await page.screenshot({ path });
}

async function checkWithAxe(page: Page, where: string): Promise<number> {
  // The builder's types are of another copy of Playwright than ours.
  const builder = new AxeBuilder({ page: page as unknown as AxePage });
  // Legacy: without a second tab for each run; there are no frames that would need one.
  const { violations } = await builder.setLegacyMode().analyze();
  for (const { id, help, nodes } of violations) {
    const places = nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`);
    process.stderr.write(`${where}: ${id}: ${help}\n${places.join('\n')}\n`);
  }
  return violations.length;
}

/** Nothing reaches beyond the narrowest screen, in any state. */
async function checkNarrowest(page: Page, name: string): Promise<number> {
  await page.setViewportSize(NARROWEST);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width <= NARROWEST.width) return 0;
  process.stderr.write(`${name}: ${width} px wide on a screen of ${NARROWEST.width}\n`);
  return 1;
}
