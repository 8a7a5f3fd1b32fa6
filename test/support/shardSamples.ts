import {
  audio,
  bool,
  type Cell,
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
  valueOfCell,
} from '@parqueue/schema';
import { type Random, seeded } from './seeded.ts';

const scalars = {
  text: string(),
  small: int32(),
  large: int64(),
  real: float64(),
  flag: bool(),
  at: timestamp(),
  detail: json<unknown>(),
  label: classLabel(['no', 'yes', 'maybe']),
};

const nested = {
  tags: list(string()),
  grid: list(list(int32())),
  words: list(struct({ word: string(), start: float64(), n: int64(), at: timestamp() })),
  place: struct({ name: string(), inner: struct({ real: float64(), flag: bool(), flags: list(bool()) }) }),
};

/** Tables with every feature: Parquet with two audio columns, and JSON lines. */
export const everyFeature: Readonly<Record<'parquet' | 'jsonl', TableDefinition>> = {
  parquet: table({ name: 'every', features: { clip: audio(), ...scalars, ...nested, second: audio() } }),
  jsonl: table({ name: 'every_line', format: 'jsonl', features: { ...scalars, ...nested } }),
};

const TEXTS = [
  '',
  'x',
  'a\0b',
  '👩‍👩‍👧‍👦 ZWJ',
  'بِسْمِ اللَّهِ',
  '"quoted"\\\n\r\t',
  '\u2028\u2029',
  '\uFFFD',
  'null',
  'ß'.repeat(300),
];
const LONE_SURROGATES = /\p{Surrogate}/gu;
const INT32 = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
const INT64 = [
  '0',
  '-1',
  '9223372036854775807',
  '-9223372036854775808',
  '4294967296',
  '-4294967297',
  '999999999999999',
];
const FLOATS = [0, '-0', 1.5, -1e-300, 5e-324, 1.7976931348623157e308, 2 ** 60, 1e21, 0.1];
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];
/** Years 1 to 9999, and both sides of the epoch. */
const TIMES = [0, -1, 1, 1_770_083_445_123, -62_135_596_800_000, 253_402_300_799_999];
const JSON_TEXTS = ['{}', '[]', 'null', '"text"', '{"a":[1,{"b":null}]}', '-0.5', '"\\u0000"'];
/** Bytes of a clip: none, few, and enough to fill a page. */
const CLIP_BYTES = [0, 1, 255, 70_000];

/** Rows of edge values and ordinary ones, a sixth of them null at every depth. */
export function randomRows(definition: TableDefinition, count: number, seed: number): Cells[] {
  const random = seeded(seed);
  const features = Object.values(definition.features);
  return Array.from({ length: count }, () =>
    features.map((feature) => randomCell(feature, random, definition.format)),
  );
}

function randomCell(feature: FeatureSpec, random: Random, format: string): Cell {
  if (random.chance(1 / 6)) return null;
  switch (feature.kind) {
    case 'string':
      return random.chance(1 / 2)
        ? random.pick(TEXTS)
        : random.text(30).replaceAll(LONE_SURROGATES, '\uFFFD');
    case 'int32':
      return random.chance(1 / 2) ? random.pick(INT32) : random.int(-(2 ** 31), 2 ** 31 - 1);
    case 'int64':
      return random.chance(1 / 2) ? random.pick(INT64) : String(random.int(-(2 ** 52), 2 ** 52));
    case 'float64':
      if (random.chance(1 / 2)) return random.int(-(2 ** 40), 2 ** 40) / 2 ** 20;
      return random.pick(format === 'parquet' ? [...FLOATS, ...NOT_FINITE] : FLOATS);
    case 'bool':
      return random.chance(1 / 2);
    case 'timestamp':
      return random.chance(1 / 2) ? random.pick(TIMES) : random.int(0, 2e12);
    case 'json':
      return random.pick(JSON_TEXTS);
    case 'classLabel':
      return random.int(0, feature.names.length - 1);
    case 'list':
      return random.list(4, () => randomCell(feature.of, random, format));
    case 'struct':
      return Object.values(feature.fields).map((field) => randomCell(field, random, format));
    case 'audio':
      return clipCell(random.pick(CLIP_BYTES), random.int(0, 99));
  }
}

/** An audio cell that `readSampleClip` knows. */
export const clipCell = (sizeBytes: number, index: number): Cell => [`clip-${sizeBytes}`, index];

/** Noise of the size that the id says, the same for the same cell; none for an id that says no size. */
export async function readSampleClip(
  recordingId: string,
  clipIndex: number,
): Promise<{ bytes: Uint8Array; path: string } | null> {
  const sizeBytes = Number(/^clip-(\d+)$/.exec(recordingId)?.[1]);
  if (Number.isNaN(sizeBytes)) return null;
  return { bytes: noise(sizeBytes, clipIndex), path: `${recordingId}-${clipIndex}.flac` };
}

/** Incompressible bytes. */
function noise(sizeBytes: number, seed: number): Uint8Array {
  const words = new Uint32Array((sizeBytes + 3) >> 2);
  let state = (seed + 1) * 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

/** Bytes as text, one character each: quick to compare. */
export const bytesAsText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** What a reader of the dataset shall see of rows: arrays by column, audio as path and bytes as text. */
export function expectedRows(definition: TableDefinition, rows: readonly Cells[]): Promise<unknown[][]> {
  const features = Object.values(definition.features);
  const shownCell = async (feature: FeatureSpec, cell: Cell): Promise<unknown> => {
    if (feature.kind !== 'audio' || cell === null) return valueOfCell(feature, cell);
    const clip = await readSampleClip(...(cell as readonly [string, number]));
    return clip && { path: clip.path, bytes: bytesAsText(clip.bytes) };
  };
  return Promise.all(
    rows.map((cells) => Promise.all(features.map((feature, i) => shownCell(feature, cells[i] ?? null)))),
  );
}
