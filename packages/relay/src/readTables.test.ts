import { string, table } from '@parqueue/schema';
import { recitation } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';
import { readTables } from './readTables.ts';

const features = { said: string() };

test('each table that the file exports is served under its own name; what else it exports is let be', () => {
  const takes = table({ name: 'takes', features });
  const served = readTables({
    first: takes,
    old: { ...recitation, continues: true },
    moods: ['calm'],
    none: null,
  });
  expect([...served]).toEqual([
    ['takes', takes],
    ['recitation', { ...recitation, continues: true }],
  ]);
});

test.each([{}, { moods: ['calm'], takes: { name: 'takes', features } }])(
  'a file without a table is told with what to write',
  (exported) => {
    expect(() => readTables(exported)).toThrow(/exports no table; export one: export const takes = table\(/);
  },
);

test('two tables of one name are refused, by the names of the exports', () => {
  const [a, b] = [table({ name: 'takes', features }), table({ name: 'takes', features: { at: string() } })];
  expect(() => readTables({ a, b })).toThrow('exports a and b, which are both the table "takes"');
});

test('two tables that cannot lie in one dataset are refused, by their names', () => {
  const [a, b] = [table({ name: 'a', path: 'x', features }), table({ name: 'b', path: 'x/y', features })];
  expect(() => readTables({ a, b })).toThrow(
    'tables "a" and "b": one of the paths x and x/y lies in the other',
  );
});
