import { closedError, ParqueueError } from '../api/errors.ts';
import type { Engine, EngineRestart } from '../engine/engine.ts';
import { startEngine } from '../engine/startEngine.ts';
import type { LinkParts } from '../page/assembleCore.ts';
import type { EngineLink } from '../page/engineLink.ts';
import type { NodeEngine } from './nodeEngine.ts';

export interface NodeLinkOptions extends LinkParts {
  readonly engine: NodeEngine;
  /** From here on, files are written without WASM; false where they are already. */
  readonly useLightWriter: () => boolean;
}

/** Keeps an engine at hand, in this process. Where one cannot be started, such as while another process has the folder, the next call tries again. */
export function createNodeLink(options: NodeLinkOptions): EngineLink {
  const { environment } = options.engine;
  let current: Promise<Engine> | undefined;
  let storage: ReturnType<EngineLink['storage']> = 'folder';
  let place: ReturnType<EngineLink['where']> = 'not started';
  let isClosed = false;

  async function start(): Promise<Engine> {
    if (isClosed) throw closedError();
    const started = await startEngine(options.config(), { ...options.host, restart }, environment);
    ({ storage } = await started.hello());
    place = 'process';
    if (isClosed) {
      await started.close();
      throw closedError();
    }
    const engine: Engine = {
      ...started,
      async flush(target) {
        try {
          return await started.flush(target);
        } catch (error) {
          if (isClosed || !isReplaced(engine)) throw error;
          // Whoever waits goes on with the next.
          throw new ParqueueError('engine_failed', 'the engine is replaced');
        }
      },
    };
    running = engine;
    return engine;
  }

  let running: Engine | undefined;
  const isReplaced = (engine: Engine) => engine !== running;

  function engine(): Promise<Engine> {
    if (isClosed) return Promise.reject(closedError());
    const starting = current ?? start();
    current = starting;
    starting.catch(() => {
      if (current === starting) current = undefined;
    });
    return starting;
  }

  /** A codec of WASM that broke stays so in its process: the writer without WASM takes its place, with all rows that it can take. */
  function restart({ reason, table }: EngineRestart): void {
    if (isClosed) return;
    if (!options.useLightWriter()) {
      const message = `${table}: ${reason}; its rows wait for the next start`;
      options.host.emit({ type: 'error', detail: { code: 'engine_failed', message } });
      return;
    }
    options.onDegraded({ part: 'wasm', reason });
    const broken = running;
    [current, running] = [undefined, undefined];
    void broken
      ?.close()
      .then(engine)
      .catch(() => {});
  }

  return {
    engine,
    notice: async (event) => (await engine()).notice(event),
    storage: () => storage,
    wasmRefusal: () => environment.wasmRefusal,
    where: () => place,
    async close() {
      isClosed = true;
      const last = await current?.catch(() => undefined);
      await last?.close().catch(() => {});
      await options.engine.close();
    },
  };
}
