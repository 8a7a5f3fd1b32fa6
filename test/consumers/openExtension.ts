import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Extension } from './consumer.ts';
import type { Lab } from './openLab.ts';
import type { OpenSite, Place } from './openSite.ts';

/** Loads an app into a browser of its own, as an unpacked extension. */
export async function openExtension(lab: Lab, delivery: Extension, { dir }: Place): Promise<OpenSite> {
  const unpacked = join(dir, delivery.dir);
  const context = await chromium.launchPersistentContext(await mkdtemp(join(lab.home, 'profile-')), {
    ...lab.browserOptions,
    permissions: ['microphone'],
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      ...lab.browserOptions.args,
      `--disable-extensions-except=${unpacked}`,
      `--load-extension=${unpacked}`,
    ],
  });
  return {
    context,
    page: 'index.html',
    answeredBytes: () => 0,
    complaints: () => [],
    close: () => context.close(),
  };
}
