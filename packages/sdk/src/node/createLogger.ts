import type { TableDefinition } from '@parqueue/schema';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { Tables } from '../api/loggerOptions.ts';
import type { NodeExportOptions, NodeLogger, NodeLoggerMethods, NodeLoggerOptions } from '../api/node.ts';
import type { ChangeResult } from '../api/row.ts';
import { quiet } from '../base/quiet.ts';
import { createListeners } from '../entry/listeners.ts';
import { loggerOf } from '../entry/loggerOf.ts';
import { passSaid } from '../entry/passSaid.ts';
import { Handle } from '../entry/rowHandle.ts';
import type { RowRef, Said } from '../entry/said.ts';
import type { Core, CoreMethods } from '../page/assembleCore.ts';
import { onEnding } from './endings.ts';
import { folderHandle } from './folderHandle.ts';
import { createKeepAlive } from './keepAlive.ts';
import { createNodeCore } from './nodeCore.ts';
import { nodePage } from './nodePage.ts';
import { placeOptions } from './placeOptions.ts';
import { createProcessExits } from './processExits.ts';

/**
 * Makes a logger for Node, with the doors, journal and delivery of the browser's. Nothing starts, and no file is touched, until it is first used. It
 * never throws: what is wrong with the options is told at the first use, as an `error` event and by every row's `stored`.
 *
 * It keeps no process alive, but while somebody waits for something of it: `flush()`, `close()`, `stored`, `committed`. What is not sent when the
 * process ends lies in its folder, and goes at the next start.
 *
 * @example
 * ```ts
 * import { createLogger } from '@parqueue/sdk/node';
 * import { alignment } from '@parqueue/sdk/presets';
 *
 * const log = createLogger({
 *   relay: 'https://relay.example.workers.dev',
 *   dataset: 'recitations',
 *   tables: { runs: alignment },
 *   folder: '/var/lib/recitations',
 * });
 * await log.runs.append({ surah: 2 }).stored;
 * await log.flush();
 * ```
 */
export function createLogger<const T extends Tables>(options: NodeLoggerOptions<T>): NodeLogger<T> {
  return loggerOf(options, createShell(options)) as NodeLogger<T>;
}

function createShell(given: NodeLoggerOptions<Tables>) {
  const places = placeOptions(given);
  const { options } = places;
  const page = nodePage();
  const newId = createUuid7(page.now, page.fillRandom);
  const clientId = newId();
  const listeners = createListeners(page.report);
  const exits = createProcessExits(places.folder, () => clientId, newId);
  const alive = createKeepAlive();
  let core: Core | undefined;
  let stopEnding = () => {};
  let closing: Promise<void> | undefined;
  let lastChange = 0;

  /** The first need of it is the logger's first use. */
  function ready(): Core {
    if (core !== undefined) return core;
    const taken = new Set(Object.keys(methods));
    const made = createNodeCore(
      { options, taken, page, newId, clientId: () => clientId, listeners, exits },
      places,
    );
    core = made;
    if (closing === undefined) follow(made);
    return made;
  }

  function follow(made: Core): void {
    stopEnding = onEnding({
      work: made.writeUnstored,
      onSignals: places.handleSignals,
      // A folder is always there: what is stored is written before the process ends by itself.
      ...(places.to && { finish: () => void quiet(alive.during(writeOut(made))) }),
    });
  }

  const held: Core = heldCore(ready, alive.during);
  const host = { core: async () => held, change };

  function append(table: TableDefinition, row: unknown): Handle {
    const ref: RowRef = { table, rowId: newId() };
    ready().append(passed({ ref, change: 0, at: page.now(), values: row }));
    return new Handle(host, ref);
  }

  const passed = (said: Said) => passSaid(said, options, closing !== undefined);

  async function change(ref: RowRef, values: unknown): Promise<ChangeResult> {
    lastChange = Math.max(lastChange + 0.001, page.now() + Math.random());
    const said = passed({ ref, change: lastChange, at: page.now(), values });
    if (said.refused) return { applied: false, reason: 'invalid', error: said.refused.error };
    return alive.during(ready().change(said));
  }

  async function close(): Promise<void> {
    // What goes to a folder needs nobody else: it is written out first.
    if (core !== undefined && places.to !== undefined) await writeOut(core).catch(() => {});
    await core?.close();
    stopEnding();
  }

  const call =
    (name: keyof CoreMethods) =>
    (...args: unknown[]) =>
      quiet(
        alive.during(
          asked(() => (ready().methods[name] as (...args: unknown[]) => Promise<unknown>)(...args)),
        ),
      );
  const methods = {
    ...Object.fromEntries(METHODS.map((name) => [name, call(name)])),
    export: (into?: NodeExportOptions) => call('export')(into && { folder: folderHandle(into.folder) }),
    on: listeners.on,
    close: () => (closing ??= quiet(alive.during(close()))),
    [Symbol.asyncDispose]: () => methods.close(),
  } as unknown as NodeLoggerMethods;
  return {
    methods,
    append,
    find: (table: TableDefinition, rowId: string) => new Handle(host, { table, rowId }),
  };
}

/** What somebody asks of a row keeps the process alive until it is answered. */
function heldCore(ready: () => Core, during: <T>(asked: Promise<T>) => Promise<T>): Core {
  const ask =
    <K extends 'stored' | 'committed' | 'state' | 'delete'>(name: K) =>
    (ref: RowRef) =>
      during((ready()[name] as (ref: RowRef) => Promise<unknown>)(ref));
  return {
    stored: ask('stored'),
    committed: ask('committed'),
    state: ask('state'),
    delete: ask('delete'),
  } as unknown as Core;
}

const asked = async <T>(work: () => Promise<T>): Promise<T> => work();

/** A disk that does not take it by then has it at the next start. */
const WRITE_OUT_MS = 30_000;

const writeOut = ({ methods }: Core): Promise<void> =>
  methods.flush({ until: 'committed', signal: AbortSignal.timeout(WRITE_OUT_MS) });

const METHODS: readonly (keyof CoreMethods)[] = [
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
];
