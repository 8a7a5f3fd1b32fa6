import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumOptions } from '../../test/support/chromium.ts';
import { installFromDebian, runQuietly } from './debianPackages.ts';

/** What the tests need beside packages: a browser, and the readers of others that judge FLAC and zips. */
interface Tool {
  /** Of Debian's package, which is also what a person calls it. */
  readonly name: string;
  isThere(): boolean;
}

const BROWSER: Tool = {
  name: 'chromium',
  isThere: () => existsSync(chromiumOptions().executablePath ?? chromium.executablePath()),
};

const FLAC: Tool = {
  name: 'flac',
  isThere: () => spawnSync('flac', ['--version']).status === 0,
};

const PYTHON: Tool = {
  name: 'python3',
  isThere: () => spawnSync('python3', ['--version']).status === 0,
};

const PLAYWRIGHT = fileURLToPath(new URL('../../node_modules/playwright/cli.js', import.meta.url));

/** Installs what is missing where it can, says so, and says what a person has to do where it cannot. */
export function provideTools(): void {
  const missing = [BROWSER, FLAC, PYTHON].filter((tool) => !tool.isThere());
  if (missing.length === 0) return;
  installFromDebian(missing.map(({ name }) => name));
  if (!BROWSER.isThere()) installFromPlaywright();
  if (!FLAC.isThere()) {
    console.log('The program flac is missing, and tests of recordings will fail without it. Install it with');
    console.log('  sudo apt-get install flac (Debian, Ubuntu)   brew install flac (macOS)');
  }
  if (!PYTHON.isThere())
    console.log('The program python3 is missing, and tests of exports will fail without it.');
}

function installFromPlaywright(): void {
  console.log('Installing Chromium with Playwright…');
  const isRoot = process.getuid?.() === 0;
  // As root it can also bring the libraries that the browser needs.
  runQuietly(process.execPath, [PLAYWRIGHT, 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium']);
}
