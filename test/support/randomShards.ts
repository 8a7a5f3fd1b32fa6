import {
  audio,
  bool,
  type Cells,
  classLabel,
  type FeatureSpec,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  type TableDefinition,
  table,
  timestamp,
} from '@parqueue/schema';
import { type Random, seeded } from './seeded.ts';
import { clipCell, randomRows } from './shardSamples.ts';

const ROWS = [1, 2, 8, 9, 64, 65, 300, 1025];
/** Around what makes a page of audio, and around what makes a row group. */
const CLIP_BYTES = [0, 1, 1000, 131_071, 131_072, 131_073, 2_900_000];
/** Columns that may hold ids. */
const ID_FEATURES = new Set<FeatureSpec['kind']>(['string', 'json']);

/** A random table and rows of it: nested up to four deep, audio in any place, columns of ids, of nulls alone, and of nulls from the middle on. */
export function randomShard(seed: number): {
  readonly table: TableDefinition;
  readonly rows: readonly Cells[];
} {
  const random = seeded(seed);
  const columnCount = random.chance(0.1) ? random.int(40, 120) : random.int(1, 9);
  const features = Object.fromEntries(
    Array.from({ length: columnCount }, (_, i) => [
      `c${i}`,
      random.chance(0.15) ? audio() : randomFeature(random, 4),
    ]),
  );
  const definition = table({ name: 'random', features, revisions: random.chance(0.3) });
  const rowCount = columnCount > 9 ? random.int(1, 200) : random.pick(ROWS);
  const columns = Object.values(definition.features).map((feature) => randomColumn(feature, random));
  const rows = randomRows(definition, rowCount, seed).map((cells, row) =>
    cells.map((cell, i) => columns[i]?.(cell, row, rowCount) ?? null),
  );
  return { table: definition, rows };
}

type Change = (cell: Cells[number], row: number, rowCount: number) => Cells[number];

function randomColumn(feature: FeatureSpec, random: Random): Change {
  if (feature.kind === 'audio') {
    const sizes = random.chance(0.5) ? CLIP_BYTES.slice(0, 3) : CLIP_BYTES;
    return (cell, row) => cell && (row < 30 || sizes.length < 4 ? clipCell(random.pick(sizes), row) : null);
  }
  if (ID_FEATURES.has(feature.kind) && random.chance(0.4))
    return (_, row) => (feature.kind === 'json' ? `"id ${row}"` : `id ${row}`);
  if (feature.kind === 'timestamp' && random.chance(0.5)) return (_, row) => 1_770_083_445_000 + row * 250;
  if (feature.kind === 'string' && random.chance(0.1))
    return (cell, row) => (row === 1 ? 'ß'.repeat(400_000) : cell);
  return random.pick<Change>([
    (cell) => cell,
    (cell) => cell,
    () => null,
    (cell, row, rowCount) => (row < rowCount / 2 ? cell : null),
  ]);
}

function randomFeature(random: Random, depth: number): FeatureSpec {
  if (depth > 0 && random.chance(0.3)) return list(randomFeature(random, depth - 1));
  if (depth > 0 && random.chance(0.2)) {
    const inner = Array.from({ length: random.int(1, 3) }, (_, i) => [
      `f${i}`,
      randomFeature(random, depth - 1),
    ]);
    return struct(Object.fromEntries(inner));
  }
  return random.pick<FeatureSpec>([
    string(),
    int32(),
    int64(),
    float64(),
    bool(),
    timestamp(),
    json<unknown>(),
    classLabel(['no', 'yes', 'maybe']),
  ]);
}
