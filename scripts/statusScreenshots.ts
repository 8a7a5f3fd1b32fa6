/**
 * Takes a picture of every state of the relay's pages for the operator, in every size and scheme, and checks each with axe-core.
 *
 * `node scripts/statusScreenshots.ts [outDir] [state …]`; exits with 1 when anything is found.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { lookAtStates } from '../test/status/lookAtStates.ts';
import { serveStates } from '../test/status/serveStates.ts';
import { statusStates } from '../test/status/statusStates.ts';
import { chromiumOptions } from '../test/support/chromium.ts';

const [first = 'test-results/status', ...chosen] = process.argv.slice(2);
const folder = resolve(first);
const names = chosen.length > 0 ? chosen : Object.keys(statusStates);

mkdirSync(folder, { recursive: true });
const served = await serveStates();
const browser = await chromium.launch(chromiumOptions());
try {
  const faults = await lookAtStates({
    browser,
    address: served.address,
    names,
    onLook: async (page, look) =>
      void (await page.screenshot({ path: join(folder, `${look}.png`), fullPage: true })),
  });
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${names.length} states, ${faults.length} faults: ${folder}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  await served.close();
}
