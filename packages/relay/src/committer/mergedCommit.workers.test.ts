import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { type Cell, string, table } from '@parqueue/schema';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { lightShard } from '../../../../test/support/lightShard.ts';
import type { RelayBindings } from '../bindings.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { accept, claimOf } from '../spool/spool.contract.ts';
import { type SpooledShard, UNBUILT } from '../spool/spool.ts';
import { createExpectedOf } from '../validation/expectedShards.ts';
import { batchFiles } from './batchFiles.ts';
import { planPaths } from './planPaths.ts';

const takes = table({ name: 'takes', features: { said: string() }, revisions: false });
const expectedOf = createExpectedOf(({ fingerprint }) =>
  fingerprint === takes.fingerprint ? takes : undefined,
);
const LIMITS = { maxShards: 99, maxBytes: 100_000_000, maxInlineBytes: 1000, now: 0 };

const shardOf = (...said: string[]) =>
  lightShard(
    takes,
    said.map((text): Cell[] => [text]),
  );

test('[RL10] the shards of a batch that are alike become one file with the rows of all, in parts or whole', async () => {
  const { SPOOL } = env as RelayBindings;
  const shards = await Promise.all(['a', 'b', 'c'].map((letter) => shardOf(`${letter}1`, `${letter}2`)));
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    for (const [i, bytes] of shards.entries()) {
      const claim = {
        ...claimOf('abc'[i] as string),
        fingerprint: takes.fingerprint,
        sizeBytes: bytes.length,
      };
      accept(spool, claim, bytes, 1000 + i);
    }
    const lines = new TextEncoder().encode('{"a":1}\n');
    for (const letter of ['x', 'y'])
      accept(
        spool,
        { ...claimOf(letter), table: 'errors', tablePath: 'errors', format: 'jsonl', sizeBytes: 8 },
        lines,
      );
    const batch = spool.freeze('batch', LIMITS);
    const frozen = batch?.shards ?? [];
    spool.place(
      'batch',
      planPaths('batch', frozen, () => true),
    );
    const placed: readonly SpooledShard[] = spool.openBatch()?.shards ?? [];
    const files = batchFiles({ spool, expectedOf }, placed);
    expect(files.map(({ path }) => path).sort()).toEqual([
      'data/errors/1970-01-01/batch-1.jsonl',
      'data/takes/1970-01-01/batch-0.parquet',
    ]);
    const read = (extension: string) => {
      const file = files.find(({ path }) => path.endsWith(extension));
      if (file === undefined) throw new Error(`no ${extension}`);
      const whole = file.read(0, file.sizeBytes);
      expect(file.read(3, 14)).toEqual(whole.slice(3, 14));
      return whole;
    };
    expect(new TextDecoder().decode(read('.jsonl'))).toBe('{"a":1}\n{"a":1}\n');
    const rows = await parquetReadObjects({ file: read('.parquet').buffer });
    expect(rows.map(({ said }) => said).sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  });
});

test('[RL42] rows that came as lines are in the same file, built into it; of an unknown version they are wrong', async () => {
  const { SPOOL } = env as RelayBindings;
  const shard = await shardOf('a1', 'a2');
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const put = (letter: string, bytes: Uint8Array, groupCount: number): void => {
      const { fingerprint } = takes;
      const upload = spool.openUpload({ ...claimOf(letter), fingerprint, sizeBytes: bytes.length });
      upload.write(bytes);
      upload.accept(1000, groupCount);
    };
    put('a', shard, 1);
    for (const letter of ['b', 'c', 'd'])
      put(letter, new TextEncoder().encode(`["${letter}1"]\n["${letter}2"]\n`), UNBUILT);
    const frozen = spool.freeze('batch', LIMITS)?.shards ?? [];
    spool.place(
      'batch',
      planPaths('batch', frozen, () => true),
    );
    const placed = spool.openBatch()?.shards ?? [];
    const [file, ...others] = batchFiles({ spool, expectedOf }, placed);
    if (file === undefined) throw new Error('no file');
    expect(others).toEqual([]);
    const bytes = file.read(0, file.sizeBytes).buffer;
    expect(parquetMetadata(bytes).row_groups.map(({ num_rows }) => num_rows)).toEqual([6n, 2n]);
    const rows = await parquetReadObjects({ file: bytes });
    expect(rows.map(({ said }) => said).sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2']);
    const [unknown] = batchFiles({ spool, expectedOf: () => undefined }, frozen.slice(1, 2));
    expect(() => unknown?.sizeBytes).toThrow(/takes has no such version/);
  });
});
