import {
  type Cell,
  type FeatureSpec,
  float64,
  int64,
  json,
  list,
  struct,
  table,
  timestamp,
} from '@parqueue/schema';
import { expect, test } from 'vitest';
import { forSeeds } from '../../../../test/support/seeded.ts';
import { everyFeature, randomRows } from '../../../../test/support/shardSamples.ts';
import { RelayError } from '../relayError.ts';
import { readRows } from './readRows.ts';

const OPERATOR = { kind: 'operator' } as const;
const bodyOf = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));

/** Not in TypeScript’s library yet: https://github.com/tc39/proposal-json-parse-with-source */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** A value as a pipeline would write it. */
function plain(feature: FeatureSpec, cell: Cell): unknown {
  if (cell === null) return null;
  switch (feature.kind) {
    case 'int64':
      return rawJson(cell as string);
    case 'float64':
      return cell === '-0' ? rawJson('-0.0') : cell;
    case 'json':
      return JSON.parse(cell as string);
    case 'classLabel':
      return feature.names[cell as number];
    case 'list':
      return (cell as readonly Cell[]).map((inner) => plain(feature.of, inner));
    case 'struct':
      return Object.fromEntries(
        Object.entries(feature.fields).map(([name, field], i) => [
          name,
          plain(field, (cell as readonly Cell[])[i] ?? null),
        ]),
      );
    default:
      return cell;
  }
}

/** What JSON has no word for is not sent by it, and its null is no value. */
const isSayable = (cell: Cell): boolean =>
  Array.isArray(cell)
    ? cell.every(isSayable)
    : !['NaN', 'Infinity', '-Infinity', 'null'].includes(String(cell));

test('[RL40] whatever a table can hold comes as it was said, number for number', () => {
  for (const definition of Object.values(everyFeature)) {
    const columns = Object.entries(definition.features).slice(0, -2);
    forSeeds(20, (random) => {
      const rows = randomRows(definition, 5, random.int(0, 1e9)).map((cells) =>
        columns.map(([, { kind }], i) =>
          kind === 'audio' || !isSayable(cells[i] ?? null) ? null : (cells[i] ?? null),
        ),
      );
      const lines = rows.map((cells, row) => {
        const said = columns.map(([name, feature], i) => [name, plain(feature, cells[i] ?? null)]);
        return JSON.stringify({ ...Object.fromEntries(said), row_id: `${row}` });
      });
      const read = readRows(definition, bodyOf(...lines), OPERATOR);
      expect(read.map(({ cells }) => cells.slice(0, -2))).toEqual(rows);
    });
  }
});

const numbers = table({
  name: 'numbers',
  features: {
    whole: int64(),
    real: float64(),
    at: timestamp(),
    any: json<unknown>(),
    pairs: list(struct({ whole: int64(), any: json<unknown>() })),
  },
});

const cellsOf = (members: string): readonly Cell[] =>
  readRows(numbers, bodyOf(`{"row_id":"a",${members}}`), OPERATOR)[0]?.cells.slice(0, -2) ?? [];

test('[RL40] a number of many digits is exact in an int64, the nearest in a double, and refused where JSON text would change it', () => {
  expect(cellsOf('"whole":9223372036854775807,"real":9223372036854775807')).toEqual([
    ...['9223372036854775807', 2 ** 63, null, null, null],
  ]);
  expect(cellsOf('"any":{"a":1764380000000000000},"pairs":[{"whole":-9223372036854775808}]')).toEqual([
    ...[null, null, null, '{"a":1764380000000000000}', [['-9223372036854775808', null]]],
  ]);
  for (const members of [
    '"whole":9223372036854775808',
    '"at":12345678901234567891',
    '"any":[12345678901234567891]',
    '"pairs":[{"any":12345678901234567891}]',
    '"whole":1.5',
    `"whole":${'9'.repeat(400)}`,
  ])
    expect(() => cellsOf(members), members).toThrow(RelayError);
});

test('[RL40] whatever bytes come, they are rows or a problem that names a line', () => {
  const line = '{"row_id":"a","whole":12,"real":1.5,"any":{"b":["c",null]},"pairs":[{"whole":1}]}';
  forSeeds(300, (random) => {
    const body = bodyOf(line, line, line);
    for (let edits = random.int(1, 4); edits > 0; edits--)
      body[random.int(0, body.length - 1)] = random.int(0, 255);
    try {
      expect(readRows(numbers, body, OPERATOR).length).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(RelayError);
      const { code, place } = error as RelayError;
      expect(code).toBe('rows_invalid');
      expect(place.line).toBeGreaterThanOrEqual(1);
    }
  });
});

test('[RL40] names that every object has are no columns', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    expect(() => cellsOf(`"${name}":{"whole":1}`), name).toThrow(/no such column/);
  expect(cellsOf('"any":{"__proto__":1,"constructor":2}')[3]).toBe('{"__proto__":1,"constructor":2}');
});
