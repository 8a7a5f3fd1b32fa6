import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../../test/support/seeded.ts';
import type { FeatureSpec } from '../table/feature.ts';
import {
  bool,
  classLabel,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  timestamp,
} from '../table/feature.ts';
import { type Features, table } from '../table/table.ts';
import type { Cell } from './cell.ts';
import { valueOfCell } from './cell.ts';
import { encodeRow } from './encodeRow.ts';
import { wellFormed } from './jsonText.ts';

const DOUBLES = [0, -0, 0.1, 1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** A feature, with a way to make a value and what a reader of the dataset sees of it. */
interface Made {
  readonly feature: FeatureSpec;
  value(random: Random): { given: unknown; seen: unknown };
}

const same = (given: unknown): { given: unknown; seen: unknown } => ({ given, seen: given });

const SCALARS: readonly Made[] = [
  {
    feature: string(),
    value: (r) => {
      const given = r.text(9);
      return { given, seen: wellFormed(given) };
    },
  },
  { feature: int32(), value: (r) => same(r.int(-(2 ** 31), 2 ** 31 - 1)) },
  {
    feature: int64(),
    value: (r) => same(BigInt.asIntN(64, BigInt(r.int(0, 2 ** 52)) * BigInt(r.int(0, 2 ** 20)))),
  },
  { feature: float64(), value: (r) => same(r.pick(DOUBLES)) },
  { feature: bool(), value: (r) => same(r.chance(0.5)) },
  {
    feature: timestamp(),
    value: (r) => {
      const seen = r.int(-1e12, 1e13);
      return { given: new Date(seen), seen };
    },
  },
  {
    feature: classLabel(['a', 'b']),
    value: (r) => {
      const seen = r.int(0, 1);
      return { given: ['a', 'b'][seen], seen };
    },
  },
  {
    feature: json<unknown>(),
    value: (r) => {
      const given = [wellFormed(r.text(5))];
      return { given, seen: JSON.stringify(given) };
    },
  },
];

function someFeature(random: Random, depth: number): Made {
  const kind = depth > 0 ? random.int(0, 3) : 0;
  if (kind < 2) return random.pick(SCALARS);
  if (kind === 2) {
    const inner = someFeature(random, depth - 1);
    return {
      feature: list(inner.feature),
      value: (r) => {
        const made = r.list(3, () => (r.chance(0.2) ? same(null) : inner.value(r)));
        return { given: made.map((m) => m.given), seen: made.map((m) => m.seen) };
      },
    };
  }
  const fields = ['x', 'toString', 'Z9'].map((name) => [name, someFeature(random, depth - 1)] as const);
  return {
    feature: struct(Object.fromEntries(fields.map(([name, made]) => [name, made.feature]))),
    value: (r) => {
      const made = fields.map(
        ([name, inner]) => [name, r.chance(0.2) ? same(null) : inner.value(r)] as const,
      );
      const kept = made.filter(([, { seen }]) => seen !== null);
      return {
        given: Object.fromEntries(kept.map(([name, { given }]) => [name, given])),
        seen: Object.fromEntries(made.map(([name, { seen }]) => [name, seen])),
      };
    },
  };
}

describe('cells', () => {
  it('[SC13] any value of any table comes back from JSON text as it went in', () => {
    forSeeds(400, (random) => {
      const made = Array.from(
        { length: random.int(1, 6) },
        (_, i) => [`c${i}`, someFeature(random, 3)] as const,
      );
      const features: Features = Object.fromEntries(made.map(([name, { feature }]) => [name, feature]));
      const row = made.map(([name, column]) => [name, column.value(random)] as const);
      const cells = encodeRow(
        table({ name: 't', features }),
        Object.fromEntries(row.map(([name, { given }]) => [name, given])),
      );
      const kept = JSON.parse(JSON.stringify(cells)) as Cell[];
      row.forEach(([name, { seen }], i) => {
        expect(valueOfCell(features[name] as FeatureSpec, kept[i])).toEqual(seen);
      });
    });
  });
});
