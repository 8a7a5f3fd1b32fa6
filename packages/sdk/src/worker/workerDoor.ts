import { proxy, type Remote, transfer } from 'comlink';
import { carryErrors } from '../base/carryErrors.ts';
import { ENGINE_VERSION, type Engine, type EngineConfig, type EngineHost } from '../engine/engine.ts';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { startEngine } from '../engine/startEngine.ts';

/** What the worker exposes: one call, which gives the engine. */
export interface WorkerDoor {
  start(config: EngineConfig, host: EngineHost): Promise<Engine>;
}

export function createWorkerDoor(environment: EngineEnvironment): WorkerDoor {
  carryErrors();
  return {
    async start(config, host) {
      // Before the database is opened, which another build may keep otherwise.
      if (config.version !== ENGINE_VERSION)
        throw new Error(`the worker is of version ${ENGINE_VERSION}, the page of ${config.version}`);
      const page = host as unknown as Remote<Required<EngineHost>>;
      // A page that is gone hears nothing, nor does one that does not listen for it; that is no failure of ours.
      const unheard = (said: unknown) => void Promise.resolve(said).catch(() => {});
      const engine = await startEngine(
        config,
        {
          credential: () => page.credential(),
          emit: (event) => unheard(page.emit(event)),
          restart: (restart) => unheard(page.restart(restart)),
          idle: () => unheard(page.idle()),
        },
        environment,
      );
      const readClip: Engine['readClip'] = async (...clip) => {
        const bytes = await engine.readClip(...clip);
        return bytes && transfer(bytes, [bytes.buffer]);
      };
      const exportNext: Engine['exportNext'] = async (...asked) => {
        const file = await engine.exportNext(...asked);
        return file && transfer(file, [file.bytes.buffer]);
      };
      return proxy({ ...engine, readClip, exportNext });
    },
  };
}
