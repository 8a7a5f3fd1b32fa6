/** Stands in for `sdk/src/page/startOnPage.ts`. */
import type { Engine, EngineConfig, EngineHost } from '../../../packages/sdk/src/engine/engine.ts';
import { startEngine } from '../../../packages/sdk/src/engine/startEngine.ts';
import { currentRun } from '../currentRun.ts';

export const startOnPage = async (config: EngineConfig, host: EngineHost): Promise<Engine> => {
  const run = currentRun();
  return startEngine(config, host, run.engineEnvironment(run.scheduler.current()));
};
