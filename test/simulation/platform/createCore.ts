/** Stands before `sdk/src/page/createCore.ts` for the entry, which loads it over the network: that may take its time, or fail. */
import type { Core, CoreHost } from '../../../packages/sdk/src/page/assembleCore.ts';
import { createCore as createRealCore } from '../../../packages/sdk/src/page/createCore.ts';
import { currentRun } from '../currentRun.ts';

export function createCore(host: CoreHost): Core {
  if (!currentRun().currentPage().hasCore()) throw new Error('it has not arrived');
  return createRealCore(host);
}
