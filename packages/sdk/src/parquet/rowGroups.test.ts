import {
  audio,
  type Cells,
  float64,
  list,
  string,
  struct,
  type TableDefinition,
  table,
} from '@parqueue/schema';
import { expect, it } from 'vitest';
import { rowGroups } from './rowGroups.ts';

const wide = struct(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, float64()])));
const readAudio = async () => ({ bytes: new Uint8Array(1_000_000), path: 'a.flac' });

async function rowCounts(definition: TableDefinition, rows: readonly Cells[]): Promise<number[]> {
  const counts: number[] = [];
  for await (const group of rowGroups({ table: definition, rows, readAudio })) counts.push(group.rowCount);
  return counts;
}

it.each([
  ['a struct that is null', wide, null, 10_000],
  ['structs that are null in a list', list(wide), [null, null, null, null], 2500],
  ['a struct of values', wide, Array(100).fill(1), 5000],
  ['a text inside a list of structs', list(struct({ text: string() })), [['x'.repeat(3984)]], 1000],
])('a row group is full at 4 MB of columns, with %s, too', async (_, feature, cell, expected) => {
  const definition = table({ name: 'wide', features: { feature }, revisions: false });
  const rows = Array.from({ length: expected * 2 + 1 }, (): Cells => [cell]);
  const [first = 0, second = 0, ...rest] = await rowCounts(definition, rows);
  expect(first / expected).toBeCloseTo(1, 1);
  expect(second).toBe(first);
  expect(first + second + rest.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
});

it('a row group is full at 3 MB of audio, of all columns together, and rows without audio join it', async () => {
  const definition = table({ name: 'two', features: { left: audio(), right: audio() }, revisions: false });
  const clip = ['clip', 0] as const;
  const rows: Cells[] = [[clip, null], [], [null, clip], [clip], [clip, clip], [null, null], []];
  expect(await rowCounts(definition, rows)).toEqual([4, 3]);
});

it('weighs cells that are not of their column without an error of its own', async () => {
  const features = { text: string(), tags: list(string()), wide };
  const definition = table({ name: 'odd', features, revisions: false });
  const rows = [[5, 'a', {}], [{}, [1, null], 7], []] as unknown as Cells[];
  expect(await rowCounts(definition, rows)).toEqual([3]);
});
