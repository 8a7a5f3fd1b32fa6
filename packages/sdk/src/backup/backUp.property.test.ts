import { expect, test } from 'vitest';
import { type Random, seeded } from '../../../../test/support/seeded.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import {
  ALL_AREAS,
  type Area,
  type Areas,
  type Key,
  type Reading,
  type Store,
  type Writing,
} from '../store/store.ts';
import { createDisks, createMemoryMark, openMemoryFiles } from '../testing/memoryFiles.ts';
import { backUp } from './backUp.ts';
import { type BackupLog, type BackupRecord, LOGS } from './backupRecord.ts';
import { unbacked } from './unbacked.ts';

const SEEDS = Number(process.env['SEEDS'] ?? 400);
const AREAS = ['shardBytes', 'counters', 'journal', 'recordings', 'blocks'] as const;
const ROW_AREAS = ['shardBytes', 'counters', 'journal'] as const;
const KILLED = new Error('killed');

/** What a visit's tab has in its hands; a killed one does nothing any more. */
interface Tab {
  readonly store: Store;
  readonly faults: { kill?: 'before the commit' | 'in the file'; isFull: boolean };
}

/** One browser: a database that outlives its tabs until it is deleted, and the files beside it. */
function openWorld(random: Random) {
  const disks = createDisks();
  const mark = createMemoryMark();
  let database = createMemoryStore();
  /** What tabs changed who were killed before the commit, since the last commit in the same log: the last may come through after all. */
  const uncommitted: Record<BackupLog, Ops[]> = { backup: [], backupBlocks: [] };

  async function openTab(): Promise<Tab> {
    const faults: Tab['faults'] = { isFull: false };
    const room = (sizeBytes: number) => (faults.isFull ? 0 : sizeBytes);
    const files = openMemoryFiles(disks, room, (file) => ({
      ...file,
      write(bytes, options) {
        if (faults.kill !== 'in the file') return file.write(bytes, options);
        const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        file.write(all.subarray(0, random.int(0, all.length - 1)), options);
        throw KILLED;
      },
      truncate(sizeBytes: number) {
        if (faults.kill !== undefined) throw KILLED;
        file.truncate(sizeBytes);
      },
    }));
    const own: Store = {
      ...database,
      write: (areas, work) =>
        database.write(areas, async (t) => {
          const ops: Ops = new Map();
          const result = await work(noting(t, ops));
          const logs = LOGS.filter((log) => areas.includes(log));
          if (faults.kill === undefined) {
            for (const log of logs) uncommitted[log] = [];
            return result;
          }
          // Its frame may be whole, though nothing was committed.
          uncommitted[logs.at(-1) as BackupLog].push(ops);
          throw KILLED;
        }),
    };
    return { store: await backUp(own, files, mark, () => {}), faults };
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
    openWithoutFiles: (): Tab => ({ store: unbacked(database, mark), faults: { isFull: false } }),
    contents: () => database.read(ALL_AREAS, dump),
    /** All that the database may be: as it is, and with what came through of what was not committed. */
    async possible(): Promise<Contents[]> {
      const now = await database.read(ALL_AREAS, dump);
      const some = (log: BackupLog) => [new Map() as Ops, ...uncommitted[log]];
      return some('backupBlocks').flatMap((blocks) =>
        some('backup').map((rows) => applied(now, blocks, rows)),
      );
    },
    deleteDatabase() {
      database = createMemoryStore();
    },
  };
}

type Contents = Readonly<Record<string, string>>;

/** By place, what was put there; undefined where it was deleted. */
type Ops = Map<string, string | undefined>;

const placeOf = (area: Area, key: Key): string => JSON.stringify([area, key]);

async function dump(t: Reading): Promise<Contents> {
  const all: [string, string][] = [];
  for (const area of AREAS)
    for (const [key, value] of await t.list(area)) all.push([placeOf(area, key), JSON.stringify(value)]);
  return Object.fromEntries(all.toSorted());
}

const noting = (t: Writing, ops: Ops): Writing => ({
  ...t,
  put(area, key, value) {
    if (AREAS.includes(area as never)) ops.set(placeOf(area, key), JSON.stringify(value));
    return t.put(area, key, value);
  },
  delete(area, key) {
    ops.set(placeOf(area, key), undefined);
    return t.delete(area, key);
  },
});

function applied(contents: Contents, ...changes: Ops[]): Contents {
  const all = new Map(Object.entries(contents));
  for (const ops of changes)
    for (const [place, value] of ops) value === undefined ? all.delete(place) : all.set(place, value);
  return Object.fromEntries([...all].toSorted());
}

let blockCount = 0;

/** A block of a recording, or the end of the recording, with which some blocks go. */
function changeSound(random: Random, { store }: Tab): Promise<void> {
  const recordingId = `${random.int(0, 3)}`;
  const bytes = Uint8Array.from({ length: random.int(0, 200) }, (_, i) => (i * 17) & 0xff);
  const block = { bytes, sampleCount: 1, minFrameBytes: 1, maxFrameBytes: 9 };
  if (random.chance(0.7))
    return store.write(['blocks'], (t) => t.put('blocks', [recordingId, 0, blockCount++], block));
  const deletes = random.chance(0.7);
  return store.write(['recordings', 'blocks'], async (t) => {
    const keys = await t.keys('blocks', [recordingId]);
    if (deletes) for (const key of keys) await t.delete('blocks', key);
    const startedAt = keys.length;
    await t.put('recordings', [recordingId], { clientId: 'c', startedAt, state: 'complete', clips: [] });
  });
}

function change(random: Random, tab: Tab): Promise<void> {
  return random.chance(0.4) ? changeSound(random, tab) : changeRows(random, tab);
}

function changeRows(random: Random, { store }: Tab): Promise<void> {
  const key = [`${random.int(0, 9)}`];
  const deletes = random.chance(0.4);
  const size = random.int(0, 200);
  const text = random.text(20);
  return store.write(ROW_AREAS, async (t) => {
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
    } else await change(random, tab);
  }
}

/** In the middle of a change, or as the copy is begun anew. */
async function kill(random: Random, tab: Tab): Promise<void> {
  tab.faults.kill = random.pick(['before the commit', 'in the file'] as const);
  if (random.chance(0.4)) await tab.store.forget?.();
  else
    await change(random, tab).catch((error: Error) => {
      if (error !== KILLED) expect(error.name).toBe('QuotaExceededError');
    });
}

async function run(seed: number): Promise<void> {
  const random = seeded(seed);
  const world = openWorld(random);
  await live(random, world);
  const possible = (await world.possible()).map((one) => JSON.stringify(one));
  const [before] = possible;
  if (random.chance(0.5)) world.deleteDatabase();
  else await world.rollBack();
  await world.openTab();
  const after = JSON.stringify(await world.contents());
  if (!possible.includes(after)) expect(after).toEqual(before);
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
      // What has no room is not stored.
      await change(random, random.pick([full, other, ...(random.chance(0.1) ? [stranger] : [])])).catch(
        (error: Error) => expect(error.name).toBe('QuotaExceededError'),
      );
    }
    if (random.chance(0.3)) await world.openTab();
    if (random.chance(0.3)) await change(random, stranger);
    const before = await world.contents();
    world.deleteDatabase();
    await world.openTab();
    const after = await world.contents();
    const isEmpty = JSON.stringify(after) === '{}';
    if (!isEmpty) expect(after, `with seed ${seed}`).toEqual(before);
  }
});
