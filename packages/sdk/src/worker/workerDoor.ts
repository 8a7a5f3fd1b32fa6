import { proxy, type Remote } from 'comlink';
import type { Engine, EngineConfig, EngineHost } from '../engine/engine.ts';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { startEngine } from '../engine/startEngine.ts';

/** What the worker exposes: one call, which gives the engine. */
export interface WorkerDoor {
  start(config: EngineConfig, host: EngineHost): Promise<Engine>;
}

export function createWorkerDoor(environment: EngineEnvironment): WorkerDoor {
  return {
    async start(config, host) {
      const page = host as unknown as Remote<EngineHost>;
      const engine = await startEngine(
        config,
        {
          credential: () => page.credential(),
          // A page that is gone hears nothing, and that is no failure of ours.
          emit: (event) => void Promise.resolve(page.emit(event)).catch(() => {}),
        },
        environment,
      );
      return proxy(engine);
    },
  };
}
