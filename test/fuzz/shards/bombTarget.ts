import { expectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { readFlacClip, writerNames, writeShard } from '../../support/realShards.ts';
import { measured } from '../measured.ts';
import type { FuzzBook, FuzzTarget } from '../target.ts';
import { type Bomb, bombs } from './bombs.ts';
import { judged } from './judged.ts';
import { shardRows, shardTable } from './shardTable.ts';

const ROW_COUNT = 20;

/** Files that were made to be large once somebody believes them, one after the other. */
export async function bombTarget(book: FuzzBook, seed: number): Promise<FuzzTarget> {
  const name = 'bomb';
  const expected = expectedShard(shardTable);
  const made: Bomb[] = [];
  for (const writer of writerNames)
    made.push(
      ...bombs(await writeShard(writer, shardTable, shardRows(ROW_COUNT, seed), readFlacClip), expected),
    );
  let next = 0;
  return {
    name,
    async step() {
      const bomb = made[next++ % made.length];
      if (bomb === undefined) return;
      const { result, problem } = measured(() => judged(bomb.file, expected));
      if (problem !== undefined) book.problem(name, `${bomb.name}: ${problem}`, bomb.file);
      if (typeof result !== 'string') book.problem(name, `${bomb.name} was taken`, bomb.file);
      else book.count(name, result);
    },
    close: async () => {},
  };
}
