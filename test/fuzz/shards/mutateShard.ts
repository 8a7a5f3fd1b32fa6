import type { ThriftList, ThriftStruct } from '@parqueue/schema/thrift';
import { editFooter } from '../../support/editFooter.ts';
import type { Random } from '../../support/seeded.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Mutate = (file: Bytes, random: Random) => Bytes;

/** Changes a file in one of several ways, sometimes in two. */
export function mutateShard(file: Bytes, random: Random): Bytes {
  const once = random.pick(MUTATORS)(file, random);
  return random.chance(0.15) ? random.pick(MUTATORS)(once, random) : once;
}

const flipInPages: Mutate = (file, random) => flip(file, random, 4, Math.max(5, footerStartOf(file)));
const flipInFooter: Mutate = (file, random) => flip(file, random, footerStartOf(file), file.length);
/** Where pages are small, most of them are headers and levels. */
const flipNear: Mutate = (file, random) => {
  const start = random.int(4, Math.max(5, footerStartOf(file)));
  return flip(file, random, start, Math.min(file.length, start + 40));
};

const cut: Mutate = (file, random) => file.slice(0, random.int(0, file.length));

const cutOut: Mutate = (file, random) => {
  const start = random.int(0, file.length);
  return joined(file.subarray(0, start), file.subarray(Math.min(file.length, start + random.int(1, 200))));
};

const repeat: Mutate = (file, random) => {
  const [start, size] = [random.int(0, file.length), random.int(1, 200)];
  return joined(file.subarray(0, start + size), file.subarray(start));
};

const editNumber: Mutate = (file, random) =>
  tried(file, () =>
    editFooter(file, (footer) => {
      for (let i = random.int(1, 2); i > 0; i--) changeNumber(footer, random);
    }),
  );

const dropField: Mutate = (file, random) =>
  tried(file, () =>
    editFooter(file, (footer) => {
      const struct = random.pick(structsIn(footer));
      struct.delete(random.pick([...struct.keys()]));
    }),
  );

const MUTATORS: readonly Mutate[] = [
  flipInPages,
  flipInPages,
  flipInPages,
  flipNear,
  flipNear,
  flipInFooter,
  editNumber,
  editNumber,
  dropField,
  cut,
  cutOut,
  repeat,
];

function flip(file: Bytes, random: Random, from: number, to: number): Bytes {
  const flipped = file.slice();
  for (let i = random.int(1, 3); i > 0; i--) {
    const at = random.int(from, Math.max(from, to - 1));
    const byte = flipped[at] ?? 0;
    flipped[at] = random.pick([
      byte ^ (1 << random.int(0, 7)),
      random.int(0, 255),
      0,
      255,
      byte + 1,
      byte - 1,
    ]);
  }
  return flipped;
}

const NUMBERS = [
  0,
  1,
  2,
  3,
  7,
  127,
  128,
  255,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 40,
  Number.MAX_SAFE_INTEGER,
  -1,
];

function changeNumber(footer: ThriftStruct, random: Random): void {
  const struct = random.pick(structsIn(footer));
  const numbers = [...struct].filter(([, { value }]) => typeof value === 'number');
  if (numbers.length === 0) return;
  const [id, field] = random.pick(numbers);
  const value = Number(field.value);
  struct.set(id, { ...field, value: random.pick([...NUMBERS, value + 1, value - 1, value * 2]) });
}

/** Every struct of the tree. */
function structsIn(tree: ThriftStruct): ThriftStruct[] {
  const found: ThriftStruct[] = tree.size > 0 ? [tree] : [];
  for (const { value } of tree.values()) {
    if (value instanceof Map) found.push(...structsIn(value));
    else if (typeof value === 'object' && 'values' in value)
      for (const one of (value as ThriftList).values) if (one instanceof Map) found.push(...structsIn(one));
  }
  return found;
}

const footerStartOf = (file: Bytes): number =>
  file.length < 12 ? 4 : file.length - 8 - new DataView(file.buffer).getUint32(file.length - 8, true);

function joined(...parts: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(Buffer.concat(parts));
}

/** What cannot be edited any more is left as it is. */
function tried(file: Bytes, edit: () => Bytes): Bytes {
  try {
    return edit();
  } catch {
    return file;
  }
}
