import { closeTabs } from './closeTabs.ts';
import { crashTab } from './crashTab.ts';
import { cutNetwork } from './cutNetwork.ts';
import { failHub } from './failHub.ts';
import { fillQuota } from './fillQuota.ts';
import { freezeTabs } from './freezeTabs.ts';
import { hangWorker } from './hangWorker.ts';
import { killBrowser } from './killBrowser.ts';
import { killWorker } from './killWorker.ts';
import { leavePage } from './leavePage.ts';
import type { Nemesis } from './nemesis.ts';
import { restartRelay } from './restartRelay.ts';
import { tearDatabase } from './tearDatabase.ts';

/** Every kind of fault. */
export const NEMESES: readonly Nemesis[] = [
  killBrowser,
  tearDatabase,
  crashTab,
  closeTabs,
  leavePage,
  freezeTabs,
  killWorker,
  hangWorker,
  cutNetwork,
  restartRelay,
  failHub,
  fillQuota,
];
