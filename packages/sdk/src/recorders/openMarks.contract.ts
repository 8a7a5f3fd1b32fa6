import { describe, expect, test } from 'vitest';
import type { LeftMark } from './openMarks.ts';

type Soon<T> = T | Promise<T>;

/** A life under test, which may be in another process: its marks, and how it ends without a word. */
export interface MarkedLife {
  put(id: string, value: string): Soon<unknown>;
  remove(id: string): Soon<unknown>;
  takeLeft(): Promise<readonly LeftMark[]>;
  end(): Soon<unknown>;
}

/** The law of `OpenMarks`, for every adapter. `beginLife` gives a new life; those of one name see each other's marks. */
export function openMarksContract(adapter: string, beginLife: (name: string) => Soon<MarkedLife>): void {
  let opened = 0;
  const newName = () => `${adapter} ${Date.now()} ${opened++}`;
  const sorted = (marks: readonly LeftMark[]) => [...marks].sort((a, b) => (a.id < b.id ? -1 : 1));

  describe(`the marks ${adapter}`, () => {
    test('[SG1] what a life had begun and not ended is given to the next one, once', async () => {
      const name = newName();
      const first = await beginLife(name);
      await first.put('a', '{"play":1}');
      await first.put('b/2', 'بسم 🎙');
      await first.put('c', 'ended');
      await first.remove('c');
      await first.end();
      const second = await beginLife(name);
      expect(sorted(await second.takeLeft())).toEqual([
        { id: 'a', value: '{"play":1}' },
        { id: 'b/2', value: 'بسم 🎙' },
      ]);
      expect(await second.takeLeft()).toEqual([]);
      const third = await beginLife(name);
      expect(await third.takeLeft()).toEqual([]);
      await second.end();
      await third.end();
    });

    test('[SG1] a mark put again has the new value', async () => {
      const name = newName();
      const first = await beginLife(name);
      await first.put('a', 'old');
      await first.put('a', 'new');
      await first.end();
      const second = await beginLife(name);
      expect(await second.takeLeft()).toEqual([{ id: 'a', value: 'new' }]);
      await second.end();
    });

    test('[SG1] while a life goes on, nobody is given its marks, not even itself', async () => {
      const name = newName();
      const first = await beginLife(name);
      const second = await beginLife(name);
      await first.put('a', '1');
      await second.put('a', '2');
      expect(await second.takeLeft()).toEqual([]);
      expect(await first.takeLeft()).toEqual([]);
      await first.end();
      expect(await second.takeLeft()).toEqual([{ id: 'a', value: '1' }]);
      await second.end();
    });

    test('[SG1] of several takers, one is given a mark', async () => {
      const name = newName();
      const takers = [await beginLife(name), await beginLife(name), await beginLife(name)];
      const lives = [await beginLife(name), await beginLife(name)];
      for (const [i, life] of lives.entries()) {
        await life.put('x', `${i}`);
        await life.put('y', `${i}`);
      }
      for (const life of lives) await life.end();
      const taken = (await Promise.all(takers.map((taker) => taker.takeLeft()))).flat();
      expect(taken.map(({ id, value }) => id + value).sort()).toEqual(['x0', 'x1', 'y0', 'y1']);
      for (const taker of takers) await taker.end();
    });

    test('[SG1] removing what is not there changes nothing, and names do not see each other', async () => {
      const name = newName();
      const first = await beginLife(name);
      await first.remove('never');
      await first.put('a', '1');
      await first.end();
      const stranger = await beginLife(`${name} 2`);
      const other = await beginLife(`${name}/a`);
      expect(await stranger.takeLeft()).toEqual([]);
      expect(await other.takeLeft()).toEqual([]);
      const second = await beginLife(name);
      expect(await second.takeLeft()).toEqual([{ id: 'a', value: '1' }]);
      for (const life of [stranger, other, second]) await life.end();
    });
  });
}
