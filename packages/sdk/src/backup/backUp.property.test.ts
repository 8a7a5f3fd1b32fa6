import { expect, test } from 'vitest';
import { type Random, seeded } from '../../../../test/support/seeded.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import { ALL_AREAS, type Area, type Areas, type Key, type Store } from '../store/store.ts';
import { createDisks, openMemoryFiles } from '../testing/memoryFiles.ts';
import { backUp } from './backUp.ts';
import type { BackupFiles } from './backupFiles.ts';
import type { BackupRecord } from './backupRecord.ts';
import { unbacked } from './unbacked.ts';

const SEEDS = Number(process.env['SEEDS'] ?? 400);
const AREAS = ['shardBytes', 'counters', 'journal'] as const;
const KILLED = new Error('killed');

/** What a visit's tab has in its hands; a killed one does nothing any more. */
interface Tab {
  readonly store: Store;
  readonly faults: { kill?: 'before the commit' | 'in the file'; isFull: boolean };
}

/** One browser: a database that outlives its tabs until it is deleted, and the files beside it. */
function openWorld(random: Random) {
  const disks = createDisks();
  let database = createMemoryStore();
  /** What the database would be if the last transaction had come through whose tab was killed before its commit. */
  let maybe: unknown;

  async function openTab(): Promise<Tab> {
    const faults: Tab['faults'] = { isFull: false };
    const files = openMemoryFiles(disks, (sizeBytes) => {
      if (faults.kill === 'in the file') return random.int(0, sizeBytes - 1);
      return faults.isFull ? 0 : sizeBytes;
    }).map((file) => ({
      ...file,
      truncate(sizeBytes: number) {
        if (faults.kill !== undefined) throw KILLED;
        file.truncate(sizeBytes);
      },
    })) as unknown as BackupFiles;
    const own: Store = {
      ...database,
      write: (areas, work) =>
        database.write(areas, async (t) => {
          const result = await work(t);
          if (faults.kill === undefined) return result;
          // Its frame may be whole, though nothing was committed.
          maybe = await dump(t);
          throw KILLED;
        }),
    };
    return { store: await backUp(own, files, () => {}), faults };
  }

  /** All that the database had after each commit, the last first. */
  const past: (readonly [Area, Key, unknown][])[] = [];

  async function remember(): Promise<void> {
    const all: [Area, Key, unknown][] = [];
    await database.read(ALL_AREAS, async (t) => {
      for (const area of ALL_AREAS)
        for (const [key, value] of await t.list(area)) all.push([area, key, value]);
    });
    past.unshift(all);
  }

  /** The database is as it was some commits ago, but not before the copy in use was begun. */
  async function rollBack(): Promise<void> {
    const generationIn = (all: (typeof past)[number]) => {
      const tail = all.find(([area]) => area === 'backup')?.[2] as BackupRecord | undefined;
      return tail?.state === 'whole' ? tail.generation : undefined;
    };
    await remember();
    const now = generationIn(past[0] ?? []);
    const within = past.slice(0, past.findIndex((all) => generationIn(all) !== now) >>> 0);
    const then = random.pick(within);
    database = createMemoryStore();
    await database.write(ALL_AREAS, async (t) => {
      for (const [area, key, value] of then) await t.put(area, key, value as Areas[Area]);
    });
  }

  return {
    openTab,
    remember,
    rollBack,
    openWithoutFiles: (): Tab => ({ store: unbacked(database), faults: { isFull: false } }),
    contents: () => database.read(ALL_AREAS, dump),
    takeMaybe() {
      const taken = maybe;
      maybe = undefined;
      return taken;
    },
    deleteDatabase() {
      database = createMemoryStore();
    },
  };
}

async function dump(t: Parameters<Parameters<Store['read']>[1]>[0]): Promise<unknown> {
  const all: unknown[] = [];
  for (const area of AREAS) all.push(await t.list(area));
  return all;
}

function change(random: Random, { store }: Tab): Promise<void> {
  const key = [`${random.int(0, 9)}`];
  const deletes = random.chance(0.4);
  const size = random.int(0, 200);
  const text = random.text(20);
  return store.write(AREAS, async (t) => {
    await t.get('counters', ['n']);
    if (deletes) await t.delete('shardBytes', key);
    else
      await t.put(
        'shardBytes',
        key,
        Uint8Array.from({ length: size }, (_, i) => (i * 31) & 0xff),
      );
    const entry = { table: 'n', seq: 0, change: 0, rowId: text, at: 0.5, line: JSON.stringify(text) };
    await t.put('journal', ['n', 'c', ...key], { fingerprint: 'f', identity: null, entries: [entry] });
    const counts = { appended: size, accepted: 0, committed: 0, dead: 0, dropped: { [text]: 1 } };
    await t.put('counters', ['n'], counts as never);
  });
}

/** A while in which tabs are opened, write, begin their copy anew and are killed. */
async function live(random: Random, world: ReturnType<typeof openWorld>): Promise<void> {
  let tabs = [await world.openTab()];
  for (let step = 0; step < 40; step++) {
    const tab = random.pick(tabs);
    const what = random.int(0, 9);
    await world.remember();
    if (what === 0 && tabs.length < 4) tabs.push(await world.openTab());
    else if (what === 1) await tab.store.forget?.();
    else if (what === 2) {
      await kill(random, tab);
      tabs = tabs.filter((one) => one !== tab);
      if (tabs.length === 0) tabs.push(await world.openTab());
    } else {
      await change(random, tab);
      world.takeMaybe();
    }
  }
}

/** In the middle of a change, or as the copy is begun anew. */
async function kill(random: Random, tab: Tab): Promise<void> {
  tab.faults.kill = random.pick(['before the commit', 'in the file'] as const);
  if (random.chance(0.4)) await tab.store.forget?.();
  else await change(random, tab).catch((error: unknown) => expect(error).toBe(KILLED));
}

async function run(seed: number): Promise<void> {
  const random = seeded(seed);
  const world = openWorld(random);
  await live(random, world);
  const before = await world.contents();
  const maybe = world.takeMaybe();
  if (random.chance(0.5)) world.deleteDatabase();
  else await world.rollBack();
  await world.openTab();
  const after = await world.contents();
  const isAsBefore = JSON.stringify(after) === JSON.stringify(before);
  if (!isAsBefore && maybe !== undefined) expect(after).toEqual(maybe);
  else expect(after).toEqual(before);
}

test(`[ST5] [R2] in ${SEEDS} random lives of several tabs that are killed anywhere, a database that is deleted, or forgets its last commits, is restored to the last`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++)
    await run(seed).catch((cause: unknown) => {
      throw new Error(`with seed ${seed}: ${(cause as Error).message}`, { cause });
    });
});

test('[ST5] [R3] where a tab had no room, or kept no copy, either everything is restored or nothing is', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seeded(seed);
    const world = openWorld(random);
    const [full, other] = [await world.openTab(), await world.openTab()];
    const stranger = world.openWithoutFiles();
    for (let step = 0; step < 12; step++) {
      full.faults.isFull = random.chance(0.2);
      await change(random, random.pick([full, other, ...(random.chance(0.1) ? [stranger] : [])]));
    }
    // Until a tab with a copy writes again it does not know that somebody wrote without; where none is open, there is no copy.
    await change(random, other);
    const before = await world.contents();
    world.deleteDatabase();
    await world.openTab();
    const after = await world.contents();
    const isEmpty = JSON.stringify(after) === JSON.stringify(AREAS.map(() => []));
    if (!isEmpty) expect(after, `with seed ${seed}`).toEqual(before);
  }
});
