import { describe, expect, test } from 'vitest';
import type { JournalRecord } from './records.ts';
import type { Store } from './store.ts';

const record = (fingerprint: string): JournalRecord => ({ fingerprint, identity: null, entries: [] });

/** The law of `Store`, for every adapter. `open` gives a store of its own each time. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`the store ${name}`, () => {
    test('gives back what was put, and undefined for what never was', async () => {
      const store = await open();
      await store.write(['shardBytes'], (t) => t.put('shardBytes', ['rec', 0, 7], Uint8Array.of(1, 2, 3)));
      expect(await store.read(['shardBytes'], (t) => t.get('shardBytes', ['rec', 0, 7]))).toEqual(
        Uint8Array.of(1, 2, 3),
      );
      expect(await store.read(['shardBytes'], (t) => t.get('shardBytes', ['rec', 0, 8]))).toBeUndefined();
      store.close();
    });

    test('lists what begins with a prefix, in the order of its keys, numbers as numbers', async () => {
      const store = await open();
      await store.write(['shardBytes'], async (t) => {
        for (const index of [10, 2, 1]) await t.put('shardBytes', ['rec', 0, index], Uint8Array.of(index));
        await t.put('shardBytes', ['rec', 1, 0], Uint8Array.of(99));
        await t.put('shardBytes', ['record', 0, 0], Uint8Array.of(98));
      });
      const listed = await store.read(['shardBytes'], (t) => t.list('shardBytes', ['rec', 0]));
      expect(listed.map(([key]) => key[2])).toEqual([1, 2, 10]);
      expect(listed.map(([, value]) => value[0])).toEqual([1, 2, 10]);
      expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(5);
      expect(
        (await store.read(['shardBytes'], (t) => t.keys('shardBytes', ['rec']))).map((key) => key[1]),
      ).toEqual([0, 0, 0, 1]);
      store.close();
    });

    test('[R4] a write that fails leaves nothing behind, in no area', async () => {
      const store = await open();
      const failing = store.write(['shardBytes', 'journal'], async (t) => {
        await t.put('shardBytes', ['rec', 0, 0], Uint8Array.of(1));
        await t.put('journal', ['t', 'c', 'r'], record('f'));
        throw new Error('halfway');
      });
      await expect(failing).rejects.toThrow('halfway');
      expect(
        await store.read(['shardBytes', 'journal'], async (t) => [
          await t.keys('shardBytes'),
          await t.keys('journal'),
        ]),
      ).toEqual([[], []]);
      await store.write(['shardBytes'], (t) => t.put('shardBytes', ['rec', 0, 0], Uint8Array.of(2)));
      expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(1);
      store.close();
    });

    test('sees inside a write what the write has done', async () => {
      const store = await open();
      const seen = await store.write(['shardBytes'], async (t) => {
        await t.put('shardBytes', ['a', 0, 0], Uint8Array.of(1));
        await t.put('shardBytes', ['b', 0, 0], Uint8Array.of(2));
        await t.delete('shardBytes', ['a', 0, 0]);
        return [await t.get('shardBytes', ['a', 0, 0]), (await t.keys('shardBytes')).length];
      });
      expect(seen).toEqual([undefined, 1]);
      store.close();
    });

    test('runs writes of one area one after the other: no increment is lost', async () => {
      const store = await open();
      const increment = () =>
        store.write(['counters'], async (t) => {
          const counts = (await t.get('counters', ['t'])) ?? {
            appended: 0,
            accepted: 0,
            committed: 0,
            dead: 0,
            dropped: {},
          };
          await t.put('counters', ['t'], { ...counts, appended: counts.appended + 1 });
        });
      await Promise.all(Array.from({ length: 40 }, increment));
      expect((await store.read(['counters'], (t) => t.get('counters', ['t'])))?.appended).toBe(40);
      store.close();
    });

    test('copies values in and out: a later change of an object changes nothing stored', async () => {
      const store = await open();
      const bytes = Uint8Array.of(1);
      await store.write(['shardBytes'], (t) => t.put('shardBytes', ['rec', 0, 0], bytes));
      bytes[0] = 9;
      const got = await store.read(['shardBytes'], (t) => t.get('shardBytes', ['rec', 0, 0]));
      if (got) got[0] = 8;
      expect(await store.read(['shardBytes'], (t) => t.get('shardBytes', ['rec', 0, 0]))).toEqual(
        Uint8Array.of(1),
      );
      store.close();
    });

    test('takes a strict write, and a write that does nothing', async () => {
      const store = await open();
      await store.write(['shardBytes'], (t) => t.put('shardBytes', ['x', 0, 0], Uint8Array.of(1)), {
        durability: 'strict',
      });
      expect(await store.write(['shardBytes'], async () => 'nothing')).toBe('nothing');
      expect(await store.read(['shardBytes'], (t) => t.keys('shardBytes'))).toHaveLength(1);
      store.close();
    });
  });
}
