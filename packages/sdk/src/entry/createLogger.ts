import type { TableDefinition } from '@parqueue/schema';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { ParqueueError } from '../api/errors.ts';
import type { Logger, LoggerMethods } from '../api/logger.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { ChangeResult } from '../api/row.ts';
import { quiet } from '../base/quiet.ts';
import { pageEnvironment } from '../browser/pageEnvironment.ts';
import type { Core, CoreMethods } from '../page/assembleCore.ts';
import { databaseName } from '../store/database.ts';
import { createExitWriter } from './exitWriter.ts';
import { createListeners } from './listeners.ts';
import { loggerOf } from './loggerOf.ts';
import { passSaid } from './passSaid.ts';
import { Handle } from './rowHandle.ts';
import type { RowRef, Said } from './said.ts';
import { snapshot } from './snapshot.ts';
import { writeEarly } from './writeEarly.ts';

/**
 * Makes a logger. Nothing starts, and nothing is asked of the browser, until it is first used; importing it or making one is safe where
 * there is no browser at all. It never throws: what is wrong with the options is told at the first use, as an `error` event and by every
 * row's `stored`.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk';
 * import { alignment } from '@parqueue/sdk/presets';
 *
 * const log = createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'recitations',
 *   tables: { runs: alignment },
 * });
 * const recording = await log.record();
 * const { clips } = await recording.stop();
 * await log.runs.append({ audio: clips[0], surah: 2 }).stored;
 * ```
 */
export function createLogger<const T extends Tables>(options: LoggerOptions<T>): Logger<T> {
  return loggerOf(options, createShell(options ?? {})) as Logger<T>;
}

/**
 * What a page downloads at once: it gives ids and handles, and keeps what is said until the core has come, which does everything else.
 */
function createShell(options: LoggerOptions<Tables>) {
  const page = pageEnvironment();
  const newId = createUuid7(page.now, page.fillRandom);
  const listeners = createListeners(page.report);
  let client: string | undefined;
  const clientId = () => (client ??= newId());
  const exits = createExitWriter({
    indexedDB: page.indexedDB,
    databaseName: nameOf(options),
    clientId,
    newId,
  });
  /** What was said before the core had come, all of it until the core has all of it. */
  const early: Said[] = [];
  let core: Core | undefined;
  let loading: Promise<Core> | undefined;
  let stopLife: (() => void) | undefined;
  let closing: Promise<void> | undefined;
  let lastChange = 0;
  let leftCount = 0;
  /** As far as the page has said before the core came. */
  let isDenied = options.consent === 'denied';

  /** The core with everything said so far; the first need of it is the logger's first use. */
  function ready(): Promise<Core> {
    begin();
    loading ??= load();
    return loading;
  }

  /** From here on the page's life is followed. */
  function begin(): void {
    if (stopLife !== undefined || closing !== undefined) return;
    exits.prepare();
    stopLife = page.onLife((moment) => {
      if (moment === 'leaving') leave();
      core?.follow(moment);
    });
  }

  /** A page that leaves is told so up to three times: what is under way is not written again. */
  function leave(): void {
    const isNews = early.length > leftCount;
    leftCount = early.length;
    if (isNews && !isDenied) writeEarly(exits, options, early, () => (leftCount = 0));
  }

  async function load(): Promise<Core> {
    const wasUnused = closing !== undefined;
    for (let failures = 0; ; failures++) {
      try {
        const { createCore } = await import('../page/createCore.ts');
        const taken = new Set(Object.keys(methods));
        const made = createCore({ options, taken, page, newId, clientId, listeners, exits });
        if (wasUnused) await made.close();
        await handOver(made);
        return made;
      } catch (error) {
        const message = `a part of the SDK could not be loaded: ${error instanceof Error ? error.message : error}`;
        listeners.tell('error', { error: new ParqueueError('engine_failed', message, { cause: error }) });
        await pause(1_000 * 2 ** Math.min(failures, 5));
      }
    }
  }

  /** Gives everything said so far to the core, in slices, so that a burst before it came does not become one long task. */
  async function handOver(to: Core): Promise<void> {
    for (let done = 0; done < early.length; done += SLICE_ROWS) {
      if (done > 0) await pause(0);
      for (const said of early.slice(done, done + SLICE_ROWS)) if (said.change === 0) to.append(said);
    }
    // In one go with the last slice: what is said from here on goes to the core itself.
    early.length = 0;
    core = to;
  }

  const pause = (delayMs: number) => new Promise<void>((resolve) => void page.schedule(resolve, delayMs));

  function append(table: TableDefinition, row: unknown): Handle {
    const ref: RowRef = { table, rowId: newId() };
    const said = passed({ ref, change: 0, at: page.now(), values: row });
    if (core === undefined) keep(said);
    else core.append(said);
    return new Handle(host, ref);
  }

  const passed = (said: Said) => passSaid(said, options, closing !== undefined);

  async function change(ref: RowRef, values: unknown): Promise<ChangeResult> {
    lastChange = Math.max(lastChange + 0.001, page.now() + Math.random());
    const said = passed({ ref, change: lastChange, at: page.now(), values });
    if (said.refused) return { applied: false, reason: 'invalid', error: said.refused.error };
    if (core !== undefined) return core.change(said);
    const kept = keep(said);
    try {
      return await (await ready()).change(kept);
    } catch (error) {
      return { applied: false, reason: 'invalid', error: error as Error };
    }
  }

  function keep(said: Said): Said {
    try {
      said.values = snapshot(said.values, { kind: 'struct', fields: said.ref.table.features });
    } catch {
      // A circle, or a getter that throws: the core says so, from the row itself.
    }
    early.push(said);
    if (loading === undefined) void quiet(ready());
    return said;
  }

  async function close(): Promise<void> {
    leave();
    const closed = loading?.then((made) => made.close());
    // What has come keeps to its own time.
    await (closed && core === undefined ? Promise.race([closed, pause(CLOSE_TIMEOUT_MS)]) : closed);
    stopLife?.();
    exits.close();
  }

  // What an earlier visit left is deleted without anybody asking.
  if (isDenied && page.indexedDB) void quiet(ready());
  const host = { core: ready, change };
  const call =
    (name: keyof CoreMethods) =>
    (...given: unknown[]) => {
      if (name === 'setConsent') isDenied = given[0] === 'denied';
      return quiet(
        ready().then((made) => (made.methods[name] as (...given: unknown[]) => Promise<unknown>)(...given)),
      );
    };
  const methods = {
    ...Object.fromEntries(CORE_METHODS.map((name) => [name, call(name)])),
    on: listeners.on,
    close: () => (closing ??= quiet(close())),
  } as unknown as LoggerMethods;
  return {
    methods,
    append,
    find: (table: TableDefinition, rowId: string) => new Handle(host, { table, rowId }),
  };
}

function nameOf(options: LoggerOptions<Tables>): string | undefined {
  try {
    return databaseName(options.relay, options.dataset);
  } catch {
    return undefined;
  }
}

const CORE_METHODS: readonly (keyof CoreMethods)[] = [
  'record',
  'encode',
  'readClip',
  'deleteRecording',
  'flush',
  'stats',
  'diagnose',
  'setConsent',
  'setAudio',
  'clear',
  'export',
];

/** So long a closing logger waits for a core that does not come. */
const CLOSE_TIMEOUT_MS = 5_000;

/** So many rows become entries in one task: a few milliseconds. */
const SLICE_ROWS = 1_000;
