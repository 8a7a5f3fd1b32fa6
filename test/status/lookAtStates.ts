import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';

export interface LookAtStates {
  readonly browser: Browser;
  readonly address: string;
  /** Of the states. */
  readonly names: readonly string[];
  /** All of them, unless others are given. */
  readonly looks?: readonly Look[];
  /** Called with each page as it is looked at, and the name of the look. */
  readonly onLook?: (page: Page, look: string) => Promise<void>;
}

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;
/** Device pixels to a CSS pixel, as such screens have. */
const RATIOS = { phone: 2, desk: 1 } as const;
const NARROWEST = { width: 320, height: 640 };

export interface Look {
  readonly scheme: 'light' | 'dark';
  readonly dir: 'ltr' | 'rtl';
}

const LOOKS: readonly Look[] = [
  { scheme: 'light', dir: 'ltr' },
  { scheme: 'dark', dir: 'ltr' },
  { scheme: 'light', dir: 'rtl' },
];

type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

/** Opens every state in every size, scheme and direction; gives what is wrong with any: findings of axe-core, an overflow, a complaint of the browser. */
export async function lookAtStates(looks: LookAtStates): Promise<readonly string[]> {
  return (await Promise.all([lookIn('phone', looks), lookIn('desk', looks)])).flat();
}

async function lookIn(
  size: keyof typeof SIZES,
  { browser, address, names, looks = LOOKS, onLook }: LookAtStates,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const context = await browser.newContext({
    viewport: SIZES[size],
    deviceScaleFactor: RATIOS[size],
    reducedMotion: 'reduce',
    // axe-core is put into the page, whose policy lets no script in.
    bypassCSP: true,
  });
  const page = await context.newPage();
  for (const name of names) {
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${address}/${name}`);
    for (const { scheme, dir } of looks) {
      const look = `${name}-${size}-${scheme}-${dir}`;
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate((to) => document.documentElement.setAttribute('dir', to), dir);
      await onLook?.(page, look);
      faults.push(...(await findingsOfAxe(page, look)));
    }
    await page.setViewportSize(NARROWEST);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > NARROWEST.width) faults.push(`${name}: ${width} px wide on a screen of ${NARROWEST.width}`);
  }
  await context.close();
  return faults;
}

async function findingsOfAxe(page: Page, look: string): Promise<readonly string[]> {
  // The builder's types are of another copy of Playwright than ours.
  const builder = new AxeBuilder({ page: page as unknown as AxePage });
  // Legacy: without a second tab for each run; there are no frames that would need one.
  const { violations } = await builder.setLegacyMode().analyze();
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`);
    return [`${look}: ${id}: ${help}`, ...places].join('\n');
  });
}
