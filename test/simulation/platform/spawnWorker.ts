/** Stands in for `sdk/src/browser/spawnWorker.ts`. */
import { currentRun } from '../currentRun.ts';

export const spawnWorker = async (): Promise<Worker> => currentRun().currentPage().spawnWorker();
