import {
  audio,
  type Cell,
  type Cells,
  classLabel,
  int64,
  json,
  list,
  string,
  struct,
  type TableDefinition,
  table,
  timestamp,
} from '@parqueue/schema';
import { alignment, recitation } from '@parqueue/schema/presets';
import {
  I16,
  I32,
  readThrift,
  type ThriftField,
  type ThriftStruct,
  writeThrift,
} from '@parqueue/schema/thrift';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { InvalidShard } from '../../packages/relay/src/parquet/invalidShard.ts';
import { MAGIC, PAGE } from '../../packages/relay/src/parquet/parquetFormat.ts';
import { checkValues, type ValueChecks } from '../../packages/relay/src/values/checkValues.ts';
import { flacHead } from '../support/flacHead.ts';
import { randomShard } from '../support/randomShards.ts';
import { readFlacClip, type WriterName, writerNames, writeShard } from '../support/realShards.ts';
import { everyFeature, randomRows } from '../support/shardSamples.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const ALL: ValueChecks = { userId: 'me', which: 'all' };

/** What is wrong with a file whose headers are those of one table, and whose values should be those of another. */
function flawOf(
  file: Uint8Array,
  headers: TableDefinition,
  values: TableDefinition = headers,
  checks: ValueChecks = ALL,
): string | undefined {
  const source = bytesSource(file);
  try {
    checkValues(source, checkShard(source, expectedShard(headers)), expectedShard(values), checks);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidShard) return `${error.flaw}: ${error.message}`;
    throw error;
  }
}

test.each(writerNames)(
  `[RL11] every value that %s writes is one that its column may have (seeds from ${SEED})`,
  async (writer) => {
    for (let seed = SEED; seed < SEED + 20; seed++) {
      const { table: definition, rows } = randomShard(seed);
      const file = await writeShard(writer, definition, rows, readFlacClip);
      expect(flawOf(file, definition), `seed ${seed}`).toBeUndefined();
    }
    for (const definition of [everyFeature.parquet, recitation, alignment]) {
      const file = await writeShard(writer, definition, ownRows(definition, 300), readFlacClip);
      expect(flawOf(file, definition)).toBeUndefined();
    }
  },
  60_000,
);

/** With the sender's `user_id`. */
const ownRows = (definition: TableDefinition, count: number): Cells[] =>
  randomRows(definition, count, SEED).map((cells) =>
    Object.keys(definition.features).map((name, i): Cell => (name === 'user_id' ? 'me' : (cells[i] ?? null))),
  );

/** A file of columns that hold more than those of the table that it shall be one of. */
async function columnFlaw(
  writer: WriterName,
  loose: Parameters<typeof table>[0]['features'],
  strict: Parameters<typeof table>[0]['features'],
  values: readonly Cell[],
): Promise<string | undefined> {
  const [written, meant] = [loose, strict].map((features) =>
    table({ name: 'one', features, revisions: false }),
  );
  const file = await writeShard(
    writer,
    written as TableDefinition,
    values.map((value) => [value]),
  );
  return flawOf(file, written as TableDefinition, meant as TableDefinition);
}

describe.each(writerNames)('[RL11] of a shard that %s wrote', (writer) => {
  const many = Array.from({ length: 300 }, (_, i): Cell => String(i % 2));

  test.each<[string, readonly Cell[]]>([
    ['below', ['-1']],
    ['above', ['3']],
    ['among many', [...many, '7', ...many]],
    ['in a dictionary', [...many.map((): Cell => '0'), '9']],
    ['that is far too large', ['0', '9223372036854775807', '0']],
  ])('a class label %s is refused', async (_, values) => {
    const flaw = await columnFlaw(writer, { c: int64() }, { c: classLabel(['a', 'b', 'c']) }, values);
    expect(flaw).toMatch(/^value_invalid: row group 0: column c has a number/);
  });

  test('class labels, times and nulls within their range are taken', async () => {
    const labels = { c: classLabel(['a', 'b']) };
    expect(await columnFlaw(writer, { c: int64() }, labels, [...many, null, '1'])).toBeUndefined();
    const times: Cell[] = ['-62135596800000', null, '253402300799999', '0'];
    expect(await columnFlaw(writer, { c: int64() }, { c: timestamp() }, times)).toBeUndefined();
  });

  test.each([['-62135596800001'], ['253402300800000']])('the time %s is refused', async (at) => {
    const flaw = await columnFlaw(writer, { c: int64() }, { c: timestamp() }, ['0', at]);
    expect(flaw).toMatch(/^value_invalid: /);
  });

  test('text that is not JSON is refused where JSON should be, at any depth', async () => {
    const flaw = await columnFlaw(writer, { c: string() }, { c: json<unknown>() }, ['{"a":1}', '{a:1}']);
    expect(flaw).toBe('value_invalid: row group 0: column c has text that is not JSON');
    const [loose, strict] = [string(), json<unknown>()].map((j) => ({ c: list(struct({ j })) }));
    const deep = await columnFlaw(writer, loose as never, strict as never, [[['1'], null, ['nul']]]);
    expect(deep).toMatch(/^value_invalid: .*c\.list\.item\.j has text that is not JSON$/);
  });

  test('a user_id that is not the sender’s is refused, whatever else is looked at; none is nobody’s', async () => {
    const definition = table({ name: 'mine', features: { user_id: string(), n: int64() }, revisions: false });
    const file = await writeShard(writer, definition, [
      ['me', '1'],
      [null, '2'],
      ['you', '3'],
    ]);
    const flaw =
      'identity_differs: row group 0: column user_id has a user_id that is not the one of its identity proof';
    for (const which of ['all', 'identities-and-paths'] as const) {
      expect(flawOf(file, definition, definition, { userId: 'me', which })).toBe(flaw);
      const mine = await writeShard(writer, definition, [
        ['me', '1'],
        [null, '2'],
      ]);
      expect(flawOf(mine, definition, definition, { userId: 'me', which })).toBeUndefined();
    }
  });

  const asText = { c: struct({ bytes: string(), path: string() }) };
  const flac = new TextDecoder('latin1').decode(flacHead(5).map((byte) => (byte > 127 ? 0 : byte)));

  test.each([
    ['/etc/passwd'],
    ['https://evil.example/a.flac'],
    ['../a.flac'],
    ['a.wav'],
    ['.flac'],
    ['a.flac\n'],
    [`${'a'.repeat(300)}.flac`],
  ])('the audio path %j is refused, whatever else is looked at', async (path) => {
    for (const which of ['all', 'identities-and-paths'] as const) {
      const [written, meant] = [asText, { c: audio() }].map((features) =>
        table({ name: 'one', features, revisions: false }),
      ) as [TableDefinition, TableDefinition];
      const file = await writeShard(writer, written, [[[flac, path]]]);
      expect(flawOf(file, written, meant, { userId: 'me', which })).toMatch(/^value_invalid: .* (path|FLAC)/);
    }
  });

  test('a path without bytes is refused, which a reader would open on its own machine', async () => {
    const [written, meant] = [asText, { c: audio() }].map((features) =>
      table({ name: 'one', features, revisions: false }),
    ) as [TableDefinition, TableDefinition];
    const file = await writeShard(writer, written, [[null], [[null, 'a.flac']]]);
    for (const which of ['all', 'identities-and-paths'] as const)
      expect(flawOf(file, written, meant, { userId: 'me', which })).toBe(
        'value_invalid: row group 0: column c.path has a path where there is no audio',
      );
  });

  test('audio that is no FLAC is refused where all is looked at, and taken where it is not', async () => {
    const [written, meant] = [asText, { c: audio() }].map((features) =>
      table({ name: 'one', features, revisions: false }),
    ) as [TableDefinition, TableDefinition];
    const file = await writeShard(writer, written, [[['x'.repeat(100), 'a.flac']], [null]]);
    expect(flawOf(file, written, meant)).toBe(
      'value_invalid: row group 0: column c.bytes has audio that is no FLAC',
    );
    expect(flawOf(file, written, meant, { userId: 'me', which: 'identities-and-paths' })).toBeUndefined();
  });
});

test('[RL11] a byte that makes text no UTF-8 is found', async () => {
  const definition = table({ name: 'one', features: { c: string() }, revisions: false });
  const file = await writeShard('light', definition, [['a unique té'], ['another one']]);
  const at = Buffer.from(file).indexOf('é');
  expect(at).toBeGreaterThan(0);
  expect(flawOf(file, definition)).toBeUndefined();
  // Statistics have the text, too; those are checked with the footer.
  for (const [byte, flaw] of [
    [0xff, /not UTF-8/],
    [0xc0, /not UTF-8/],
  ] as const) {
    const torn = file.slice();
    torn[at] = byte;
    expect(flawOf(torn, definition)).toMatch(flaw);
  }
});

test('[RL11] a clip of another rate, of two channels, of no or too many samples is refused', async () => {
  const { flawOfClip } = await import('../../packages/relay/src/values/flawOfClip.ts');
  const flaw = (head: Uint8Array) => flawOfClip(head, 0, head.length);
  expect(flaw(flacHead(900 * 16_000))).toBeUndefined();
  expect(flaw(flacHead(900 * 16_000 + 1))).toMatch(/samples/);
  expect(flaw(flacHead(0))).toMatch(/0 samples/);
  expect(flaw(flacHead(5, { rate: 44_100 }))).toBe('FLAC of 44100 Hz, 1 channels and 16 bits');
  expect(flaw(flacHead(5, { channels: 2 }))).toBe('FLAC of 16000 Hz, 2 channels and 16 bits');
  expect(flaw(flacHead(5).subarray(0, 41))).toBe('audio that is no FLAC');
});

test('[RL9] a header of a page with a number of another type is refused, since some readers take it for none', async () => {
  const definition = table({ name: 'one', features: { c: string() }, revisions: false });
  const file = await writeShard('light', definition, [['a text'], ['another one']]);
  const start = MAGIC.length;
  const { tree, end } = readThrift(file.subarray(start));
  for (const header of [tree, tree.get(PAGE.dataHeaderV2)?.value as ThriftStruct]) {
    const [id, field] = [...header].find(([, { type }]) => type === I32) as [number, ThriftField];
    header.set(id, { ...field, type: I16 });
    const other = writeThrift(tree);
    expect(other).toHaveLength(end);
    const edited = file.slice();
    edited.set(other, start);
    expect(flawOf(edited, definition)).toMatch(/^malformed: .* is not a whole number from 0 in 32 bits$/);
    header.set(id, field);
  }
});
