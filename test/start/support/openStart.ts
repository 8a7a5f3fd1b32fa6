import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { packSdk } from '../../../scripts/build/packSdk.ts';
import { type Block, readBlocks } from '../../../scripts/create/readBlocks.ts';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { chromiumOptions } from '../../support/chromium.ts';
import { copyCheckout } from './copyCheckout.ts';
import { openTerminals, type Terminals } from './openTerminals.ts';

const PAGE = join(import.meta.dirname, '../../../docs/START.md');

/** docs/START.md, about to be followed in an empty folder. */
export interface OpenStart {
  readonly home: string;
  readonly terminals: Terminals;
  readonly browser: Browser;
  /** The address that the app is opened at. */
  readonly appUrl: string;
  /** The next block of the page, which must have this language and mark, so that none is passed over. */
  next(language: string, mark?: string): string;
  /** How many blocks are left. */
  left(): number;
  /** Writes the next block, which is a file. */
  writeFile(language: string, path: string): Promise<void>;
  close(): Promise<void>;
}

export async function openStart(): Promise<OpenStart> {
  const home = await mkdtemp(join(tmpdir(), 'parqueue-start-'));
  const terminals = openTerminals(home);
  const [browser, tarball] = await Promise.all([
    chromium.launch(chromiumOptions()),
    packSdk(join(home, 'registry')),
    copyCheckout(join(home, 'checkout')),
  ]);
  const [appPort, relayPort] = [await findFreePort(), await findFreePort()];
  const text = standIns(await readFile(PAGE, 'utf8'), { tarball, appPort, relayPort });
  await writeFile(join(home, 'checkout/docs/START.md'), text);
  const blocks = readBlocks(text);

  const next = (language: string, mark = ''): string => {
    const block = blocks.shift();
    const found = `${block?.language} ${block?.mark}`;
    if (found !== `${language} ${mark}`)
      throw new Error(`expected the block ${language} ${mark}, got ${found}`);
    return (block as Block).text;
  };
  return {
    home,
    terminals,
    browser,
    appUrl: `http://localhost:${appPort}`,
    next,
    left: () => blocks.length,
    async writeFile(language, path) {
      // The mark of a block is not shown.
      if (!text.includes(`\`${path}\``)) throw new Error(`the page does not tell its reader of ${path}`);
      const target = join(home, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, next(language, path));
    },
    async close() {
      await browser.close();
      await terminals.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * All that differs from what a reader does: the package comes out of this checkout and not out of the registry, the clone is a copy of
 * it, and ports are free ones, since others may run here.
 */
function standIns(page: string, own: { tarball: string; appPort: number; relayPort: number }): string {
  const app = `http://localhost:${own.appPort}`;
  const replaced: readonly (readonly [from: string, to: string])[] = [
    ['npm install @parqueue/sdk\n', `npm install ${own.tarball}\n`],
    ['git clone <this repository> parqueue\n', 'mv checkout parqueue\n'],
    ['npm start -- ', `npm start -- --port ${own.relayPort} --origin ${app} `],
    ["relay: 'http://127.0.0.1:4780'", `relay: 'http://127.0.0.1:${own.relayPort}'`],
    ['npm run dev\n', `npm run dev -- --port ${own.appPort} --strictPort\n`],
  ];
  return replaced.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`the page has to say once: ${from}`);
    return text.replace(from, () => to);
  }, page);
}
