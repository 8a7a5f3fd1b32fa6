import { string, table } from '@parqueue/schema';
import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { InvalidShard } from '../../../packages/relay/src/parquet/invalidShard.ts';
import { checkJsonLines } from '../../../packages/relay/src/values/checkJsonLines.ts';
import { createJsonLinesWriter } from '../../../packages/sdk/src/parquet/jsonLinesWriter.ts';
import { readWithDuckDb } from '../../support/shardReaders.ts';
import { everyFeature, randomRows } from '../../support/shardSamples.ts';
import { measured } from '../measured.ts';
import { mutateBytes } from '../mutateBytes.ts';
import type { FuzzBook, FuzzTarget } from '../target.ts';

const USER_ID = '0123456789abcdef';
const lines = table({
  name: 'fuzzed_lines',
  format: 'jsonl',
  features: { user_id: string(), ...everyFeature.jsonl.features },
  revisions: false,
});
const userColumn = 0;

/** JSON lines that clients send: those of the SDK, changed. */
export function lineTarget(book: FuzzBook, seed: number): FuzzTarget {
  const name = 'lines';
  const writer = createJsonLinesWriter();
  const written = [1, 3, 20].map((count) => {
    const rows = randomRows(lines, count, seed).map(([, ...cells]) => [USER_ID, ...cells]);
    return writer.write({ table: lines, rows, readAudio: async () => null });
  });

  function judged(file: Uint8Array): number | string {
    try {
      return checkJsonLines(bytesSource(file), lines, USER_ID);
    } catch (error) {
      if (error instanceof InvalidShard) return error.flaw;
      throw error;
    }
  }

  async function judgeTaken(file: Uint8Array<ArrayBuffer>, rowCount: number): Promise<void> {
    const rows = await readWithDuckDb(file, lines);
    if (rows.length !== rowCount) throw new Error(`DuckDB finds ${rows.length} rows, not ${rowCount}`);
    if (rows.some((row) => row[userColumn] !== USER_ID && row[userColumn] !== null))
      throw new Error('a user_id is not the sender’s');
  }

  return {
    name,
    async step(random) {
      const file = mutateBytes(await (random.pick(written) as Promise<Uint8Array>), random);
      try {
        const { result, problem } = measured(() => judged(file));
        if (problem !== undefined) book.problem(name, problem, file);
        book.count(name, typeof result === 'string' ? result : 'taken');
        if (typeof result === 'number') await judgeTaken(file, result);
      } catch (error) {
        book.problem(name, (error as Error).message, file);
      }
    },
    close: async () => {},
  };
}
