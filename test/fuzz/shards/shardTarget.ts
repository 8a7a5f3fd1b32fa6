import { type ByteSource, bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { type MergeGroup, mergeShards } from '../../../packages/relay/src/parquet/mergeShards.ts';
import type { ShardFacts } from '../../../packages/relay/src/parquet/shardFacts.ts';
import { readFlacClip, writerNames, writeShard } from '../../support/realShards.ts';
import { measured } from '../measured.ts';
import type { FuzzBook, FuzzTarget } from '../target.ts';
import { bareShard } from './bareShard.ts';
import { openJudge } from './judge.ts';
import { judged } from './judged.ts';
import { mutateShard } from './mutateShard.ts';
import { shardRows, shardTable, WRONG_ROWS } from './shardTable.ts';

const expected = expectedShard(shardTable);
const GOOD_ROWS = 5;
/** Enough for a list, an empty list and a null in each column, few enough that a changed byte meets something. */
const ROW_COUNTS = [1, 3, 20];

/** Files that clients send: those of the SDK, changed. What is taken must be readable, hold nothing wrong, and not spoil its neighbour. */
export async function shardTarget(book: FuzzBook, seed: number): Promise<FuzzTarget> {
  const name = 'shard';
  const judge = await openJudge();
  const originals: Uint8Array<ArrayBuffer>[] = [];
  for (const writer of writerNames)
    for (const count of ROW_COUNTS) {
      const file = await writeShard(writer, shardTable, shardRows(count, seed), readFlacClip);
      originals.push(file, bareShard(file, expected));
    }
  const good = await writeShard('light', shardTable, shardRows(GOOD_ROWS, seed + 1), readFlacClip);

  /** As it would be committed: behind a footer of the relay's own, and then in one file with another's rows. */
  async function judgeTaken(file: Uint8Array, facts: ShardFacts): Promise<void> {
    const alone = await judge.read(mergedWith(file, facts), WRONG_ROWS);
    if (alone.rowCount !== facts.rowCount)
      throw new Error(`DuckDB finds ${alone.rowCount} rows, not ${facts.rowCount}`);
    if (alone.metCount > 0) throw new Error(`${alone.metCount} rows are wrong`);
    const together = await judge.read(mergedWith(file, facts, good), WRONG_ROWS);
    if (together.rowCount !== facts.rowCount + GOOD_ROWS)
      throw new Error(`merged with others, DuckDB finds ${together.rowCount} rows`);
  }

  return {
    name,
    async step(random) {
      const original = random.pick(originals);
      const file = mutateShard(original, random);
      if (Buffer.compare(file, original) === 0) return;
      try {
        const { result, problem } = measured(() => judged(file, expected));
        if (problem !== undefined) book.problem(name, problem, file);
        book.count(name, typeof result === 'string' ? result : 'taken');
        if (typeof result !== 'string') await judgeTaken(file, result);
      } catch (error) {
        book.problem(name, (error as Error).message, file);
      }
    },
    close: judge.close,
  };
}

function mergedWith(file: Uint8Array, { groups }: ShardFacts, ...others: readonly Uint8Array[]): Uint8Array {
  const mine = bytesSource(file);
  const theirs = others.map(bytesSource).flatMap((source) => groupsIn(source));
  const merged = mergeShards(
    expected,
    [...groups.map((facts) => ({ facts, source: mine })), ...theirs],
    'fuzz',
  );
  return merged.read(0, merged.sizeBytes);
}

const groupsIn = (source: ByteSource): MergeGroup[] =>
  checkShard(source, expected).groups.map((facts) => ({ facts, source }));
