import { json, string, table } from '@parqueue/schema';
import { alignment } from '@parqueue/schema/presets';
import { BINARY, I32, type ThriftField, type ThriftList, type ThriftStruct } from '@parqueue/schema/thrift';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { InvalidShard, type ShardFlaw } from '../../packages/relay/src/parquet/invalidShard.ts';
import {
  CHUNK,
  COLUMN,
  ELEMENT,
  FILE,
  GROUP,
  STATISTICS,
} from '../../packages/relay/src/parquet/parquetFormat.ts';
import { addField, editFooter, setNumber, structAt, withFooter } from '../support/editFooter.ts';
import { randomShard } from '../support/randomShards.ts';
import { type WriterName, writerNames, writeShard } from '../support/realShards.ts';
import { seeded } from '../support/seeded.ts';
import { clipCell, everyFeature, randomRows } from '../support/shardSamples.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);

test.each(writerNames)(
  `[RL9] shards that %s writes are taken, whatever their table (seeds from ${SEED})`,
  async (writer) => {
    for (let seed = SEED; seed < SEED + 15; seed++) {
      const { table: definition, rows } = randomShard(seed);
      const file = await writeShard(writer, definition, rows);
      const facts = checkShard(bytesSource(file), expectedShard(definition));
      expect(facts.rowCount, `seed ${seed}`).toBe(rows.length);
      const pages = facts.groups.flatMap(({ columns }) => columns.flatMap((column) => column.pages));
      // Of columns with several values a row, the light writer says nothing.
      if (writer === 'parquet-wasm') expect(pages.every(({ firstRow }) => firstRow !== undefined)).toBe(true);
    }
  },
  60_000,
);

const sample = everyFeature.parquet;
const expected = expectedShard(sample);
const files = new Map<WriterName, Uint8Array<ArrayBuffer>>();
for (const writer of writerNames)
  files.set(writer, await writeShard(writer, sample, randomRows(sample, 40, 7)));
const wasm = files.get('parquet-wasm') as Uint8Array<ArrayBuffer>;

function flawOf(file: Uint8Array): ShardFlaw | undefined {
  try {
    checkShard(bytesSource(file), expected);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidShard) return error.flaw;
    throw error;
  }
}

const firstColumn = (footer: ThriftStruct) => structAt(footer, FILE.groups, 0, GROUP.columns, 0);
const columnOf = (footer: ThriftStruct, column: number) =>
  structAt(footer, FILE.groups, 0, GROUP.columns, column, CHUNK.metadata);
const listAt = (tree: ThriftStruct, id: number): ThriftList => tree.get(id)?.value as ThriftList;
const text = (letters: string): ThriftField => ({ type: BINARY, value: new TextEncoder().encode(letters) });

describe('[RL9] a footer that is not that of the table, or does not add up, is refused', () => {
  test('the sample itself is taken', () => {
    expect(wasm.length).toBeGreaterThan(1000);
    expect(flawOf(wasm)).toBeUndefined();
    expect(flawOf(editFooter(wasm, () => {}))).toBeUndefined();
  });

  test.each<[string, ShardFlaw, (footer: ThriftStruct) => void]>([
    ['another version', 'unsupported', (footer) => setNumber(footer, FILE.version, 3)],
    [
      'an encryption',
      'unsupported',
      (footer) => void footer.set(FILE.encryption, { type: 12, value: new Map() }),
    ],
    ['more rows', 'inconsistent', (footer) => setNumber(footer, FILE.rowCount, 41)],
    [
      'fewer rows in a group',
      'inconsistent',
      (footer) => setNumber(structAt(footer, FILE.groups, 0), GROUP.rowCount, 39),
    ],
    ['no features', 'schema_differs', (footer) => void listAt(footer, FILE.keyValues).values.splice(0)],
    [
      'other features',
      'schema_differs',
      (footer) => {
        for (const pair of listAt(footer, FILE.keyValues).values) (pair as ThriftStruct).set(2, text('{}'));
      },
    ],
    [
      'another type',
      'schema_differs',
      (footer) => setNumber(structAt(footer, FILE.schema, 3), ELEMENT.type, 1),
    ],
    [
      'a required column',
      'schema_differs',
      (footer) => setNumber(structAt(footer, FILE.schema, 1), ELEMENT.repetition, 0),
    ],
    [
      'another name',
      'schema_differs',
      (footer) => void structAt(footer, FILE.schema, 1).set(ELEMENT.name, text('other')),
    ],
    ['a column less', 'schema_differs', (footer) => void listAt(footer, FILE.schema).values.pop()],
    [
      'text that is said to be bytes',
      'schema_differs',
      (footer) => {
        for (const element of listAt(footer, FILE.schema).values) {
          (element as ThriftStruct).delete(ELEMENT.converted);
          (element as ThriftStruct).delete(ELEMENT.logical);
        }
      },
    ],
    [
      'pages in another file',
      'unsupported',
      (footer) => addField(firstColumn(footer), CHUNK.filePath, text('/etc/passwd')),
    ],
    ['a codec that is not taken', 'unsupported', (footer) => setNumber(columnOf(footer, 2), COLUMN.codec, 2)],
    [
      'pages behind the footer',
      'inconsistent',
      (footer) => setNumber(columnOf(footer, 2), COLUMN.dataPageOffset, 2 ** 40),
    ],
    [
      'pages before the begin',
      'inconsistent',
      (footer) => setNumber(columnOf(footer, 0), COLUMN.dataPageOffset, 0),
    ],
    ['more values', 'inconsistent', (footer) => setNumber(columnOf(footer, 2), COLUMN.valueCount, 41)],
    [
      'more bytes unpacked',
      'inconsistent',
      (footer) =>
        setNumber(
          columnOf(footer, 2),
          COLUMN.sizeBytes,
          Number(columnOf(footer, 2).get(COLUMN.sizeBytes)?.value) + 1,
        ),
    ],
    [
      'fewer bytes',
      'inconsistent',
      (footer) =>
        setNumber(
          columnOf(footer, 2),
          COLUMN.compressedBytes,
          Number(columnOf(footer, 2).get(COLUMN.compressedBytes)?.value) - 1,
        ),
    ],
    [
      'a bound that is no value',
      'inconsistent',
      (footer) =>
        void columnOf(footer, 3).set(COLUMN.statistics, {
          type: 12,
          value: new Map([[STATISTICS.min, text('nine bytes')]]),
        }),
    ],
    [
      'two columns on the same bytes',
      'inconsistent',
      (footer) => {
        const [first, second] = [structAt(footer, FILE.groups, 0), structAt(footer, FILE.groups, 0)];
        listAt(footer, FILE.groups).values.push(new Map(second));
        setNumber(footer, FILE.rowCount, 2 * Number(first.get(GROUP.rowCount)?.value));
      },
    ],
    [
      'an index of other pages',
      'inconsistent',
      (footer) => {
        const [own, other] = [structAt(footer, FILE.groups, 0, GROUP.columns, 1), firstColumn(footer)];
        for (const id of [CHUNK.offsetIndexOffset, CHUNK.offsetIndexBytes])
          setNumber(own, id, Number(other.get(id)?.value));
      },
    ],
    [
      'a row group of another kind',
      'malformed',
      (footer) => void footer.set(FILE.groups, { type: I32, value: 3 }),
    ],
  ])('%s', (_, flaw, edit) => {
    expect(flawOf(editFooter(wasm, edit))).toBe(flaw);
  });

  test('a table of other columns', async () => {
    const other = expectedShard(table({ name: 'other', features: { text: string(), more: json() } }));
    expect(() => checkShard(bytesSource(wasm), other)).toThrow(InvalidShard);
    const shard = await writeShard('light', alignment, randomRows(alignment, 3, 1));
    expect(() => checkShard(bytesSource(shard), expected)).toThrow('not those of the table');
  });
});

describe('[RL9] bytes that are no Parquet are refused, and cost next to nothing', () => {
  const pages = wasm.subarray(0, 1000);
  test.each<[string, Uint8Array, ShardFlaw]>([
    ['nothing', new Uint8Array(0), 'malformed'],
    ['the magic alone', new TextEncoder().encode('PAR1PAR1'), 'malformed'],
    ['text', new TextEncoder().encode('PAR1 is how it begins'), 'malformed'],
    ['a file that is cut off', wasm.subarray(0, wasm.length - 100), 'malformed'],
    ['an encrypted footer', new TextEncoder().encode('PARE.............PARE'), 'malformed'],
    ['a footer longer than the file', withFooter(pages, wasm).subarray(500), 'malformed'],
    ['a footer without end', withFooter(pages, new Uint8Array(500_000).fill(0xff)), 'malformed'],
    ['a footer above what is allowed', withFooter(pages, new Uint8Array(1_100_000)), 'too_large'],
    ['an empty footer', withFooter(pages, new Uint8Array(1)), 'malformed'],
    [
      'a list of 33 million',
      withFooter(pages, new Uint8Array([0x29, 0xfc, 0xff, 0xff, 0xff, 0x0f])),
      'malformed',
    ],
  ])('%s', (_, file, flaw) => {
    expect(flawOf(file)).toBe(flaw);
  });

  test('a file that becomes far more than it is', async () => {
    const zeros = table({ name: 'zeros', features: { text: string() }, revisions: false });
    const rows = Array.from({ length: 400 }, (_, row) => [`${row}${'0'.repeat(1_000_000)}`]);
    const file = await writeShard('parquet-wasm', zeros, rows);
    expect(file.length).toBeLessThan(400_000);
    expect(() => checkShard(bytesSource(file), expectedShard(zeros))).toThrow(
      expect.objectContaining({ flaw: 'too_large' }),
    );
  }, 60_000);

  test(`whatever bytes of it change, it is taken or refused, and by no other error (seed ${SEED})`, () => {
    const random = seeded(SEED);
    let takenCount = 0;
    for (let round = 0; round < 3000; round++) {
      const file = Uint8Array.from(files.get(random.pick(writerNames)) as Uint8Array);
      for (let hits = random.int(1, 4); hits > 0; hits--) {
        const at = random.chance(0.7)
          ? random.int(Math.max(0, file.length - 6000), file.length - 1)
          : random.int(0, file.length - 1);
        file[at] = random.int(0, 255);
      }
      if (flawOf(file) === undefined) takenCount++;
    }
    expect(takenCount).toBeGreaterThan(0);
    expect(takenCount).toBeLessThan(3000);
  }, 60_000);
});

test('[RL9] audio is looked at without being read: only heads of pages are', async () => {
  const sounds = table({
    name: 'sounds',
    features: { audio: (await import('@parqueue/schema')).audio() },
    revisions: false,
  });
  const file = await writeShard(
    'parquet-wasm',
    sounds,
    Array.from({ length: 10 }, (_, i) => [clipCell(300_000, i)]),
  );
  let readBytes = 0;
  const counted = {
    sizeBytes: file.length,
    read(startByte: number, endByte: number) {
      readBytes += endByte - startByte;
      return file.subarray(startByte, endByte);
    },
  };
  expect(checkShard(counted, expectedShard(sounds)).rowCount).toBe(10);
  expect(readBytes).toBeLessThan(file.length / 2);
});
