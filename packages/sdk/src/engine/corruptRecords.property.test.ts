import { expect, test } from 'vitest';
import { seeded } from '../../../../test/support/seeded.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import { AREAS, type Area, type Areas, type Key, type Store } from '../store/store.ts';
import { assertBalanced, createFakeTime, type FakeTime, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay, type FakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';
import { readAside } from './readAside.ts';

const SEEDS = Number(process.env['SEEDS'] ?? 80);

/** A store with rows in every place: the journal, shards on their way, receipts, exits, of three page lives. */
async function populate(relay: FakeRelay, time: FakeTime): Promise<Store> {
  const store = createMemoryStore();
  for (let life = 0; life < 3; life++) {
    const rig = await startRig({ store, relay, time });
    const write = async (first: number, count: number) => {
      const entries = Array.from({ length: count }, (_, i) => ({
        ...rig.entry(first + i, `life ${life} row ${first + i}`),
        rowId: `${life}-${first + i}`,
      }));
      await rig.engine.write(entries, []);
    };
    await write(0, 5);
    await rig.engine.flush('accepted');
    await write(5, 4);
    // One shard stays here.
    relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 0, reason: 'cut' }));
    await rig.engine.notice('online');
    await write(9, 3);
    await write(12, 3);
    await store.write(['exits'], (t) =>
      t.put('exits', [rig.clientId, `exit-${life}`], {
        identity: null,
        tables: [notes],
        drops: [],
        entries: [{ ...rig.entry(15, `life ${life} row 15`), rowId: `${life}-15` }],
      }),
    );
    await rig.engine.close();
  }
  return store;
}

type Garble = (value: unknown, random: () => number) => unknown;

const GARBLES: readonly Garble[] = [
  () => 'foreign',
  () => null,
  () => 17,
  () => [],
  () => ({}),
  () => ({ version: 99, data: new Uint8Array(3) }),
  (value) => JSON.stringify(value).slice(0, 20),
  // A field less.
  (value, random) => {
    const names = Object.keys((value ?? {}) as object);
    const { [names[Math.floor(random() * names.length)] ?? '']: _gone, ...rest } = (value ?? {}) as Record<
      string,
      unknown
    >;
    return rest;
  },
  // A field of another kind.
  (value, random) => {
    const names = Object.keys((value ?? {}) as object);
    const name = names[Math.floor(random() * names.length)] ?? '';
    return { ...(value as object), [name]: random() < 0.5 ? -1 : { odd: true } };
  },
  // Text torn in the middle.
  (value) => tear(value),
];

function tear(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one, i) => (i === 0 ? tear(one) : one));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 'torn';
  const { entries, rows, line } = value as { entries?: unknown; rows?: unknown; line?: string };
  if (line !== undefined) return { ...value, line: `${line.slice(0, -4)}]` };
  if (entries !== undefined) return { ...value, entries: tear(entries) };
  if (rows !== undefined) return { ...value, rows: tear(rows) };
  return { torn: true };
}

/** Garbles some records, raw. Gives the areas that were hit. */
async function garbleSome(store: Store, random: () => number): Promise<Set<Area>> {
  const hit = new Set<Area>();
  const places = await store.read(AREAS, async (t) => {
    const all: (readonly [Area, Key])[] = [];
    for (const area of AREAS) for (const key of await t.keys(area)) all.push([area, key]);
    return all;
  });
  const count = 1 + Math.floor(random() * 4);
  for (let i = 0; i < count; i++) {
    const [area, key] = places[Math.floor(random() * places.length)] as readonly [Area, Key];
    const garble = GARBLES[Math.floor(random() * GARBLES.length)] as Garble;
    await store.write([area], async (t) => {
      const value = await t.get(area, key);
      await t.put(area, key, garble(value, random) as Areas[Area]);
    });
    hit.add(area);
  }
  if (random() < 0.3)
    await store.write(['journal'], (t) => t.put('journal', ['notes', 7 as never], 'odd key' as never));
  return hit;
}

/** What the store still holds of rows that is sound, by id; looked at before the engine touches it. */
async function run(seed: number) {
  let aside: Awaited<ReturnType<typeof readAside>> = [];
  const source = seeded(seed);
  const random = () => source.int(0, 999_999) / 1_000_000;
  const time = createFakeTime();
  const relay = createFakeRelay([notes]);
  const store = await populate(relay, time);
  const hit = await garbleSome(store, random);
  const rig = await startRig({ store, relay, time });
  await rig.engine.write([{ ...rig.entry(0, 'new'), rowId: 'new' }], []);
  await time.advance(5_000);
  await rig.engine.flush('accepted');
  await time.advance(5_000);
  aside = await readAside(store);

  const texts = rowsAt(relay).map(({ text }) => text as string);
  const stats = await rig.engine.stats();

  return { rig, texts, stats, hit, aside };
}

test('[ST3] [R12] whatever is garbled, the rest is delivered once, the account adds up, and nothing stops', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { rig, texts, stats, hit, aside } = await run(seed);
    const say = `seed ${seed}, garbled ${[...hit]}`;
    expect(new Set(texts).size, `${say}: doubled`).toBe(texts.length);
    expect(texts, say).toContain('new');
    await assertBalanced(rig);
    const { pending = 0, dropped = {} } = stats.tables['notes'] ?? {};
    expect(pending, `${say}: still waiting`).toBe(0);
    const lost = 49 - texts.length;
    const isRowArea = ['journal', 'shards', 'exits'].some((area) => hit.has(area as Area));
    if (!isRowArea) expect(lost, say).toBe(0);
    // A row of an exit that is torn was never counted, and when all who knew a number are gone, nobody knows it.
    const isKnown = !hit.has('exits') && !(hit.has('counters') && (hit.has('seqs') || hit.has('shards')));
    if (isKnown) expect(dropped.corrupt ?? 0, `${say}: lost rows counted`).toBe(lost);
    expect(stats.storage.asideCount, say).toBe(aside.length);
    expect(dropped.evicted ?? 0, say).toBe(0);
  }
}, 120_000);
