/** Stands in for `sdk/src/browser/pageEnvironment.ts`. */
import type { PageEnvironment } from '../../../packages/sdk/src/browser/pageEnvironment.ts';
import { currentRun } from '../currentRun.ts';

export const pageEnvironment = (): PageEnvironment => currentRun().currentPage().environment;
