import { int32, list, struct, table } from '@parqueue/schema';
import { parquetElements } from '@parqueue/schema/parquet';
import { expect, test } from 'vitest';
import { checkNesting, nestingOf } from './checkNesting.ts';

const { features } = table({
  name: 't',
  features: { words: list(struct({ a: int32(), b: int32() })) },
  revisions: false,
});
const nesting = nestingOf(parquetElements(features));

type Levels = readonly [repetitions: readonly number[], definitions: readonly number[]];

/** Levels of both leaves: a list, its element, the struct, the field. */
function check(rowCount: number, ...leaves: Levels[]): void {
  const seen = new Map();
  leaves.forEach(([repetitions, definitions], i) => {
    const own = nesting[i];
    if (own === undefined) throw new Error('there are two leaves');
    const levels = { repetitions: Uint8Array.from(repetitions), definitions: Uint8Array.from(definitions) };
    checkNesting(levels, own, rowCount, seen, { where: 'here' });
  });
}

// [{a, b: null}, {a: null, b}], null, [], [null]
const a: Levels = [
  [0, 1, 0, 0, 0],
  [4, 3, 0, 1, 2],
];
const b: Levels = [
  [0, 1, 0, 0, 0],
  [3, 4, 0, 1, 2],
];
test('leaves of the same lists are taken, whichever of their values are there', () => {
  expect(() => check(4, a, b)).not.toThrow();
});

test.each<[string, number, Levels, Levels]>([
  ['make other rows than there are', 5, a, b],
  [
    'go on with a list that has not begun',
    4,
    [
      [1, 0, 0, 0, 0],
      [4, 4, 0, 1, 2],
    ],
    b,
  ],
  [
    'go on with a list that is empty',
    1,
    [
      [0, 1],
      [1, 4],
    ],
    [
      [0, 1],
      [1, 4],
    ],
  ],
  [
    'go on with a list by no element',
    1,
    [
      [0, 1],
      [4, 1],
    ],
    [
      [0, 1],
      [4, 1],
    ],
  ],
  [
    'have lists of other lengths',
    4,
    a,
    [
      [0, 1, 1, 0, 0, 0],
      [3, 4, 4, 0, 1, 2],
    ],
  ],
  [
    'have a struct where the other has none',
    4,
    a,
    [
      [0, 1, 0, 0, 0],
      [3, 2, 0, 1, 2],
    ],
  ],
])('[RL11] leaves that %s are refused', (_, rowCount, one, other) => {
  expect(() => check(rowCount, one, other)).toThrow(/^here /);
});
