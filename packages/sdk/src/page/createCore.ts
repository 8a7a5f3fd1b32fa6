import { openConsentChannel } from '../browser/consentChannel.ts';
import { onLockedCache } from '../browser/onLockedCache.ts';
import { spawnWorker } from '../browser/spawnWorker.ts';
import { assembleCore, type Core, type CoreHost, type CoreParts } from './assembleCore.ts';
import { audioMethods } from './audioMethods.ts';
import { createEngineLink } from './engineLink.ts';

/** The composition root of the page. */
export const createCore = (host: CoreHost): Core => assembleCore(host, PARTS);

const PARTS: CoreParts = {
  audio: audioMethods,
  openLink: ({ options, page, exits }, parts) =>
    createEngineLink({
      ...parts,
      spawnWorker: () => spawnWorker(options.workerUrl, options.writer),
      startOnPage: async (config, host) =>
        (await import('./startOnPage.ts')).startOnPage(config, host, options.writer),
      // Whether the page's own file can be had again, without a network or after a new release of the page, nobody knows.
      mayRest: options.workerUrl === undefined,
      onLockedCache,
      needsDatabase: exits.hasWritten,
      schedule: page.schedule,
    }),
  openChannel: openConsentChannel,
};
