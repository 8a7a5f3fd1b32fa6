import { expose } from 'comlink';
import type { PageEnvironment } from '../../packages/sdk/src/browser/pageEnvironment.ts';
import { createLogger } from '../../packages/sdk/src/entry/createLogger.ts';
import { createWorkerDoor } from '../../packages/sdk/src/worker/workerDoor.ts';
import { createChannel } from './ports.ts';
import { createRealm, endRealm, type Realm } from './realm.ts';
import { createSimulatedDatabase } from './simulatedDatabase.ts';
import { simulatedTables } from './tables.ts';
import type { World } from './world.ts';

type Moment = 'leaving' | 'back' | 'online';
export type Log = ReturnType<typeof openLog>;

/** What a page writes at its end. */
export interface Exits {
  isOpen: boolean;
  hasFailed: boolean;
}

/** One page life of a tab. */
export interface Page {
  readonly realm: Realm;
  readonly environment: PageEnvironment;
  readonly log: Log;
  /** Its workers, the last as the last. */
  readonly workers: Realm[];
  /** Whether it can write at its end: the database is open, and no such write has failed. */
  readonly exits: Exits;
  /** Its logger was closed: what is said after that is refused. */
  isClosed: boolean;
  hasCore(): boolean;
  coreArrives(): void;
  spawnWorker(): Worker;
  /** To be called in a task of the page. */
  tell(moment: Moment): void;
}

const openLog = (flushEveryMs: number, flushAtRows: number) =>
  createLogger({
    relay: 'https://relay.test',
    dataset: 'sim',
    tables: simulatedTables,
    flushEvery: flushEveryMs,
    flushAt: { rowCount: flushAtRows },
    ticket: async () => 'a credential',
  });

/** Opens a page. Its logger is made in a task of its own, and there only once that has run. */
export function openPage(world: World, name: string, register: (page: Page) => void): void {
  const { scheduler, transactions, random, options } = world;
  const realm = createRealm(name);
  const listeners = new Set<(moment: Moment) => void>();
  const workers: Realm[] = [];
  const exits: Exits = { isOpen: false, hasFailed: false };
  world.exits.set(realm, exits);
  let hasCore = !world.weather.isBad || !options.troubles.has('late-core') || random.chance(0.3);
  const environment: PageEnvironment = {
    indexedDB: createSimulatedDatabase(scheduler, transactions, realm, {
      openMs: random.int(0, 30),
      onOpen: () => {
        exits.isOpen = true;
      },
    }),
    now: world.clock,
    fillRandom: world.fillRandom,
    schedule: (work, delayMs) => scheduler.after(realm, delayMs, 'page timer', work),
    onLife(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report: (error) => world.violate(`[R6] a listener of the page threw: ${error}`),
  };
  scheduler.after(realm, 0, 'page opens', () => {
    const page: Page = {
      realm,
      environment,
      workers,
      exits,
      isClosed: false,
      hasCore: () => hasCore,
      coreArrives() {
        hasCore = true;
      },
      spawnWorker: () => spawnWorker(world, realm, workers),
      tell(moment) {
        for (const listener of listeners) listener(moment);
      },
      get log() {
        return log;
      },
    };
    world.pages.set(realm, page);
    const log = openLog(options.flushEveryMs, options.flushAtRows);
    realm.onDeath.push(() => world.pages.delete(realm));
    register(page);
  });
}

function spawnWorker(world: World, page: Realm, workers: Realm[]): Worker {
  const { scheduler, random, options } = world;
  const isTroubled = world.weather.isBad && options.troubles.has('worker-deaths');
  if (options.troubles.has('no-worker') && random.chance(0.5))
    throw new Error('the policy of the page refuses it');
  const realm = createRealm(`${page.name}.w${workers.length}`, page);
  workers.push(realm);
  const { port1, port2 } = createChannel(scheduler);
  const worker = Object.assign(port1, {
    onerror: undefined as ((event: unknown) => void) | undefined,
    onmessageerror: undefined,
    terminate: () => endRealm(realm, true),
  });
  const fate = isTroubled
    ? random.pick(['starts', 'starts', 'starts', 'fails', 'never comes'] as const)
    : 'starts';
  if (fate === 'fails')
    scheduler.after(page, random.int(1, 100), 'worker error', () =>
      worker.onerror?.({ preventDefault() {}, message: 'not found' }),
    );
  if (fate === 'starts')
    scheduler.after(realm, random.int(1, 100), 'worker starts', () =>
      expose(createWorkerDoor(world.engineEnvironment(realm)), port2 as never),
    );
  return worker as unknown as Worker;
}
