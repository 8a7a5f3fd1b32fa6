import { type Cells, float64, list, string, type TableDefinition, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { buildGroups } from '../../packages/relay/src/parquet/buildGroups.ts';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { InvalidShard } from '../../packages/relay/src/parquet/invalidShard.ts';
import { type MergeGroup, mergeShards } from '../../packages/relay/src/parquet/mergeShards.ts';
import { checkValues } from '../../packages/relay/src/values/checkValues.ts';
import { footerLies } from '../support/footerLies.ts';
import { randomShard } from '../support/randomShards.ts';
import { writerNames, writeShard } from '../support/realShards.ts';
import { type ReadShard, readWithDuckDb, readWithHyparquet } from '../support/shardReaders.ts';
import { expectedRows, randomRows } from '../support/shardSamples.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const READERS: readonly ReadShard[] = [readWithHyparquet, readWithDuckDb];

/** As the rows of one post wait in the spool. */
const linesOf = (rows: readonly Cells[]) =>
  bytesSource(new TextEncoder().encode(rows.map((cells) => `${JSON.stringify(cells)}\n`).join('')));

/** Rows that come without the SDK have no sound. */
const withoutSound = ({ features }: TableDefinition, rows: readonly Cells[]): readonly Cells[] => {
  const isAudio = Object.values(features).map(({ kind }) => kind === 'audio');
  return rows.map((cells) => cells.map((cell, i) => (isAudio[i] ? null : cell)));
};

const groupsOf = (definition: TableDefinition, posts: readonly (readonly Cells[])[]): MergeGroup[] => [
  ...buildGroups(posts.map(linesOf), expectedShard(definition)),
];

function fileOf(definition: TableDefinition, groups: readonly MergeGroup[]): Uint8Array<ArrayBuffer> {
  const merged = mergeShards(expectedShard(definition), groups, 'parqueue-relay');
  return merged.read(0, merged.sizeBytes);
}

test(`[RL42] rows of any table become row groups that are sound to the relay’s own checks (seeds from ${SEED})`, () => {
  for (let seed = SEED; seed < SEED + 30; seed++) {
    const { table: definition, rows } = randomShard(seed);
    const expected = expectedShard(definition);
    const groups = groupsOf(definition, [withoutSound(definition, rows)]);
    expect(groups.reduce((sum, { facts }) => sum + facts.rowCount, 0)).toBe(rows.length);
    for (const { facts, source } of groups)
      checkValues(source, { rowCount: 0, unpackedBytes: 0, groups: [facts] }, expected, {
        userId: '',
        which: 'all',
      });
  }
}, 120_000);

test(`[RL42] they lie in one file with row groups of the SDK’s shards, and readers find the rows of both (seeds from ${SEED})`, async () => {
  for (let seed = SEED; seed < SEED + 10; seed++) {
    const { table: definition, rows } = randomShard(seed);
    const posts = [rows.slice(0, 3), randomRows(definition, 4, seed), rows.slice(3)]
      .map((post) => withoutSound(definition, post))
      .filter((post) => post.length > 0);
    const shards = [rows.slice(0, 5), rows.slice(-1)];
    const expected = expectedShard(definition);
    const groups = groupsOf(definition, posts);
    for (const [i, shard] of shards.entries()) {
      const source = bytesSource(await writeShard(writerNames[i] ?? 'light', definition, shard));
      for (const facts of checkShard(source, expected).groups) groups.push({ facts, source });
    }
    const file = fileOf(definition, groups);
    expect(footerLies(file), `seed ${seed}`).toEqual([]);
    const wanted = await expectedRows(definition, [...posts, ...shards].flat());
    for (const read of READERS) expect(await read(file, definition), `seed ${seed}`).toEqual(wanted);
  }
}, 120_000);

test('[RL42] small posts come together in one row group, in their order, and large ones in several', () => {
  const said = table({ name: 'said', features: { text: string() }, revisions: false });
  const small = Array.from({ length: 300 }, (_, i) => [[`row ${i}`]]);
  const [group, ...others] = groupsOf(said, small);
  expect([group?.facts.rowCount, others.length]).toEqual([300, 0]);
  const large = Array.from({ length: 9 }, (_, i) => [[`${i}`.repeat(600_000)]]);
  expect(groupsOf(said, large).map(({ facts }) => facts.rowCount)).toEqual([3, 3, 3]);
});

test('[RL42] the same rows give the same bytes, so that an attempt that is made again brings the same file', () => {
  const { table: definition, rows } = randomShard(SEED);
  const posts = [withoutSound(definition, rows)];
  const [one, other] = [1, 2].map(() => fileOf(definition, groupsOf(definition, posts)));
  expect(Buffer.from(one ?? []).equals(Buffer.from(other ?? []))).toBe(true);
});

test('-0 and numbers that look alike stay what they are', async () => {
  const numbers = table({
    name: 'numbers',
    features: { one: float64(), many: list(float64()) },
    revisions: false,
  });
  const rows: Cells[] = ['-0', 0, 1.5, 1e300].map((cell) => [cell, [cell, 0]]);
  const file = fileOf(numbers, groupsOf(numbers, [rows]));
  expect(await readWithHyparquet(file, numbers)).toEqual(await expectedRows(numbers, rows));
});

test('[RL42] rows that do not become Parquet are a shard that is wrong, and what they say is not told', () => {
  const said = table({ name: 'said', features: { text: string() }, revisions: false });
  const wrong = () => groupsOf(said, [[[5 as never]]]);
  expect(wrong).toThrow(InvalidShard);
  expect(wrong).toThrow(/^rows of table said do not become Parquet: UnfitCell$/);
});
