import {
  audio,
  type Cells,
  list,
  string,
  struct,
  type TableDefinition,
  table,
  timestamp,
} from '@parqueue/schema';
import { expect, test } from 'vitest';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { type MergeGroup, mergeShards } from '../../packages/relay/src/parquet/mergeShards.ts';
import { footerLies } from '../support/footerLies.ts';
import { randomShard } from '../support/randomShards.ts';
import { writerNames, writeShard } from '../support/realShards.ts';
import { type ReadShard, readWithDuckDb, readWithHyparquet } from '../support/shardReaders.ts';
import { clipCell, expectedRows, randomRows } from '../support/shardSamples.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const READERS: readonly ReadShard[] = [readWithHyparquet, readWithDuckDb];

/** The groups of shards with these rows, written by both writers in turn. */
async function groupsOf(
  definition: TableDefinition,
  shards: readonly (readonly Cells[])[],
): Promise<MergeGroup[]> {
  const expected = expectedShard(definition);
  const groups: MergeGroup[] = [];
  for (const [i, rows] of shards.entries()) {
    const source = bytesSource(await writeShard(writerNames[i % 2] ?? 'light', definition, rows));
    for (const facts of checkShard(source, expected).groups) groups.push({ facts, source });
  }
  return groups;
}

function fileOf(definition: TableDefinition, groups: readonly MergeGroup[]): Uint8Array<ArrayBuffer> {
  const merged = mergeShards(expectedShard(definition), groups, 'parqueue-relay');
  const file = new Uint8Array(merged.sizeBytes);
  // In parts of an odd size, as they are sent.
  for (let at = 0; at < file.length; at += 10_007)
    file.set(merged.read(at, Math.min(file.length, at + 10_007)), at);
  return file;
}

test(`[RL10] shards of either writer become one file of the same rows, and every number in it is true (seeds from ${SEED})`, async () => {
  for (let seed = SEED; seed < SEED + 12; seed++) {
    const { table: definition, rows } = randomShard(seed);
    const shards = [rows, randomRows(definition, 3, seed), rows.slice(0, 5), rows.slice(-1)];
    const file = fileOf(definition, await groupsOf(definition, shards));
    expect(footerLies(file), `seed ${seed}`).toEqual([]);
    const wanted = await expectedRows(definition, shards.flat());
    for (const read of READERS) expect(await read(file, definition), `seed ${seed}`).toEqual(wanted);
    const again = checkShard(bytesSource(file), expectedShard(definition));
    expect(again.rowCount).toBe(wanted.length);
  }
}, 120_000);

const awkward = table({
  name: 'awkward',
  features: {
    audio: audio(),
    at: timestamp(),
    text: string(),
    words: list(struct({ w: string(), parts: list(string()) })),
  },
});

test.each<[string, readonly (readonly Cells[])[]]>([
  ['one row', [[[clipCell(10, 0), 1, 'a', [['w', ['p']]], 'id', 0]]]],
  ['nulls alone', [[[null, null, null, null, null, null]], [[null, null, null, null, null, null]]]],
  [
    'empty texts, lists and sounds',
    [[[clipCell(0, 0), 0, '', [], '', 0]], [[clipCell(0, 1), 0, '', [[null, []]], '', 0]]],
  ],
])('[RL10] %s come out as they went in', async (_, shards) => {
  const file = fileOf(awkward, await groupsOf(awkward, shards));
  expect(footerLies(file)).toEqual([]);
  for (const read of READERS)
    expect(await read(file, awkward)).toEqual(await expectedRows(awkward, shards.flat()));
});

test('[RL10] a thousand shards of a row each are one file, whose footer is small enough to be read', async () => {
  const [group] = await groupsOf(awkward, [[[null, 1, 'a', [], 'id', 0]]]);
  const file = fileOf(
    awkward,
    Array.from({ length: 1000 }, () => group as MergeGroup),
  );
  expect(file.length).toBeLessThan(4_000_000);
  for (const read of READERS) expect(await read(file, awkward)).toHaveLength(1000);
});
