import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../test/memoryStorage.ts';
import { createKeptTakes } from './keptTakes.ts';
import { createTakeKeeper } from './takeKeeper.ts';
import { claimName, UNTAKEN_KEPT_MS, type UnsavedTake } from './unsavedTakes.ts';

const NOW = 1_800_000_000_000;
const speech = new Blob([await readFile(new URL('../../../../test/data/speech-16k.flac', import.meta.url))]);

/** A page that kept `left` and holds `clipCounts` clips of each recording; other pages have `elsewhere` in hand. */
function setUp(options: {
  readonly left?: Readonly<Record<string, number>>;
  readonly clipCounts?: Readonly<Record<string, number>>;
  readonly elsewhere?: readonly string[];
}) {
  const kept = createKeptTakes(createMemoryStorage());
  for (const [recordingId, startedAt] of Object.entries(options.left ?? {}))
    kept.add({ recordingId, startedAt });
  const claims = new Set(options.elsewhere?.map(claimName));
  const reads: string[] = [];
  const found: (UnsavedTake | undefined)[] = [];
  const keeper = createTakeKeeper({
    kept,
    now: () => NOW,
    found: (take) => found.push(take),
    claim: async (name) => {
      if (claims.has(name)) return undefined;
      claims.add(name);
      return () => void claims.delete(name);
    },
    readClip: async ({ recordingId, index }) => {
      if (index >= (options.clipCounts?.[recordingId] ?? 0)) return undefined;
      reads.push(`${recordingId}/${index}`);
      return speech;
    },
  });
  async function look() {
    keeper.look();
    await new Promise((resolve) => setTimeout(resolve, 10));
    return found.at(-1);
  }
  return { keeper, kept, found, look, reads };
}

it('a take that a crash left is found, with all its clips one after the other', async () => {
  const { look } = setUp({ left: { a: NOW - 1000 }, clipCounts: { a: 2 } });
  const take = await look();
  expect(take).toMatchObject({ recordingId: 'a', startedAt: NOW - 1000 });
  expect(take?.clips.map(({ index, startS }) => [index, startS])).toEqual([
    [0, 0],
    [1, take?.clips[0]?.durationS],
  ]);
  expect(take?.durationS).toBeCloseTo((take?.clips[0]?.durationS ?? 0) * 2);
});

it('the newest is offered first, and passes over one that another page has in hand', async () => {
  const { look } = setUp({
    left: { old: 1, new: 2, open: 3 },
    clipCounts: { old: 1, new: 1, open: 1 },
    elsewhere: ['open'],
  });
  expect((await look())?.recordingId).toBe('new');
});

it('one that is not there yet is looked for again, and forgotten when it cannot come any more', async () => {
  const before = NOW - UNTAKEN_KEPT_MS - 2 * 24 * 3_600_000;
  const { look, kept } = setUp({ left: { gone: before, coming: NOW - 1000 } });
  expect(await look()).toBeUndefined();
  expect(kept.list().map(({ recordingId }) => recordingId)).toEqual(['coming']);
});

it('the take at hand is remembered until it is saved or discarded, and not offered meanwhile', async () => {
  const { keeper, kept, look, found } = setUp({ clipCounts: { a: 1 } });
  keeper.begin('a');
  await look();
  expect(kept.list()).toEqual([{ recordingId: 'a', startedAt: NOW }]);
  expect(found).toEqual([undefined]);
  keeper.end('a');
  expect(kept.list()).toEqual([]);
});

it('a take that was found is not read again at each look; only what came to it is', async () => {
  const clipCounts = { a: 1 };
  const { look, reads } = setUp({ left: { a: NOW }, clipCounts });
  await look();
  await look();
  expect(reads).toEqual(['a/0']);
  clipCounts.a = 2;
  const take = await look();
  expect(reads).toEqual(['a/0', 'a/1']);
  expect(take?.clips.map(({ index }) => index)).toEqual([0, 1]);
});

it('a look that was under way when a take began offers nothing beside it', async () => {
  const { keeper, found, look } = setUp({ left: { a: NOW }, clipCounts: { a: 1 } });
  keeper.look();
  keeper.begin('b');
  await look();
  expect(found).toEqual([undefined]);
});

it('looks that meet do not stand in the way of each other, nor of the person', async () => {
  const { keeper, look, found } = setUp({ left: { a: NOW }, clipCounts: { a: 1 } });
  const take = (await look()) as UnsavedTake;
  keeper.look();
  keeper.look();
  await look();
  expect(found.map((told) => told?.recordingId)).not.toContain(undefined);
  keeper.look();
  expect(await keeper.open(take)).toBe(true);
  expect(found.at(-1)).toBeUndefined();
});

it('of two pages one gets the take', async () => {
  const { keeper, look } = setUp({ left: { a: NOW }, clipCounts: { a: 1 } });
  const take = (await look()) as UnsavedTake;
  expect([await keeper.open(take), await keeper.open(take)]).toEqual([true, false]);
});
