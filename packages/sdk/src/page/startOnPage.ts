import { engineEnvironment } from '../browser/engineEnvironment.ts';
import type { Engine, EngineConfig, EngineHost } from '../engine/engine.ts';
import { startEngine } from '../engine/startEngine.ts';

/** The engine on the page itself, where there can be no worker. */
export const startOnPage = (config: EngineConfig, host: EngineHost): Promise<Engine> =>
  startEngine(config, host, engineEnvironment());
