import { describe, expect, test } from 'vitest';
import { newBatch } from '../committer/batchState.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import { type Spool, UNBUILT } from './spool.ts';

export interface SpoolUnderTest {
  spool: Spool;
  /** The same spool after its process ended. */
  reopen(): Spool;
}

const LIMITS = { maxShards: 9, maxBytes: 100_000_000, maxInlineBytes: 1000, now: 0 };

/** Runs a test where the spool lives. */
export type WithSpool = (use: (under: SpoolUnderTest) => void | Promise<void>) => Promise<void>;

export function spoolContract(name: string, withSpool: WithSpool): void {
  describe(`spool: ${name}`, () => {
    test('[R4] an accepted shard is there after a restart, byte for byte', () =>
      withSpool(({ spool, reopen }) => {
        const bytes = sequence(4_000_001);
        accept(spool, claimOf('a'), bytes);
        const again = reopen();
        expect(again.find(idOf('a'))).toMatchObject({ sha256: 'a'.repeat(64), state: { state: 'spooled' } });
        expect(again.read(idOf('a'), 0, bytes.length)).toEqual(bytes);
        expect(again.read(idOf('a'), 1_499_999, 3_000_001)).toEqual(bytes.slice(1_499_999, 3_000_001));
        expect(again.read(idOf('a'), 3_000_000, 3_000_000)).toHaveLength(0);
      }));

    test('an upload that was not accepted is nothing, and is gone after a restart', () =>
      withSpool(({ spool, reopen }) => {
        spool.openUpload(claimOf('a')).write(sequence(2_000_000));
        expect(spool.find(idOf('a'))).toBeUndefined();
        expect(reopen().backlog()).toEqual({ shards: 0, bytes: 0, oldestAt: null });
        expect(() => spool.read(idOf('a'), 0, 10)).toThrow('lacks 10 bytes');
      }));

    test('the bytes of an upload can be read before it is accepted, over the borders of chunks, too', () =>
      withSpool(({ spool }) => {
        const bytes = sequence(4_000_001);
        const upload = spool.openUpload({ ...claimOf('a'), sizeBytes: bytes.length });
        upload.write(bytes);
        const source = upload.source();
        expect(source.sizeBytes).toBe(bytes.length);
        for (const [start, end] of [
          [0, 10],
          [1_499_999, 3_000_001],
          [3_999_999, 4_000_001],
          [1_500_000, 1_500_000],
        ] as const)
          expect(source.read(start, end)).toEqual(bytes.slice(start, end));
        expect(upload.accept(1000, 1)).toEqual({ kind: 'accepted' });
        expect(spool.read(idOf('a'), 0, bytes.length)).toEqual(bytes);
      }));

    test('[R3] of two uploads of one shard the first to end wins, and the other changes nothing', () =>
      withSpool(({ spool }) => {
        const [slow, fast] = [spool.openUpload(claimOf('a')), spool.openUpload(claimOf('a'))];
        slow.write(sequence(1_600_000));
        fast.write(sequence(1_600_000));
        fast.write(sequence(3));
        expect(fast.accept(1000, 1)).toEqual({ kind: 'accepted' });
        expect(slow.accept(2000, 1)).toMatchObject({ kind: 'known', shard: { receivedAt: 1000 } });
        slow.discard();
        fast.discard();
        expect(spool.read(idOf('a'), 1_600_000, 1_600_003)).toEqual(sequence(3));
        expect(spool.backlog().shards).toBe(1);
      }));

    test('a batch holds the oldest shards, and keeps them whatever comes', () =>
      withSpool(({ spool, reopen }) => {
        accept(spool, claimOf('a'), sequence(10), 3000);
        accept(spool, claimOf('b'), sequence(10), 1000);
        accept(spool, claimOf('c'), sequence(10), 2000);
        const batch = spool.freeze('batch 1', { ...LIMITS, maxShards: 2, now: 5000 });
        expect(batch?.shards.map(({ shardId }) => shardId)).toEqual([idOf('b'), idOf('c')]);
        accept(spool, claimOf('d'), sequence(10), 500);
        expect(reopen().openBatch()).toEqual(batch);
        expect(spool.backlog()).toEqual({ shards: 4, bytes: 40, oldestAt: 500 });
        expect(spool.waitingSince()).toBe(500);
      }));

    test('a batch has no more bytes than it may; the oldest shard goes, whatever its size', () =>
      withSpool(({ spool }) => {
        for (const [i, letter] of ['a', 'b', 'c'].entries())
          accept(spool, { ...claimOf(letter), sizeBytes: 60 }, sequence(60), 1000 + i);
        const frozen = (batchId: string, maxBytes: number): string[] | undefined =>
          spool.freeze(batchId, { ...LIMITS, maxBytes })?.shards.map(({ shardId }) => shardId);
        expect(frozen('batch 1', 50)).toEqual([idOf('a')]);
        expect(frozen('batch 2', 120)).toEqual([idOf('b'), idOf('c')]);
      }));

    test('where a shard goes is kept, and is what its receipt names once it is committed', () =>
      withSpool(({ spool, reopen }) => {
        for (const letter of ['a', 'b']) accept(spool, claimOf(letter), sequence(10));
        spool.freeze('batch 1', LIMITS);
        const path = 'data/takes/2026-11-20/batch 1-0.parquet';
        spool.place(
          'batch 1',
          new Map([
            [idOf('a'), path],
            [idOf('b'), path],
          ]),
        );
        spool.place('another batch', new Map([[idOf('a'), 'elsewhere']]));
        expect(
          reopen()
            .openBatch()
            ?.shards.map((shard) => shard.path),
        ).toEqual([path, path]);
        spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 1);
        expect(spool.find(idOf('b'))?.state).toMatchObject({ state: 'committed', path });
      }));

    test('text that is too much for one commit waits, and holds up nothing else', () =>
      withSpool(({ spool }) => {
        for (const letter of ['a', 'b', 'c']) {
          const claim = { ...claimOf(letter), format: 'jsonl' as const, sizeBytes: 600 };
          accept(spool, claim, sequence(600));
        }
        accept(spool, claimOf('d'), sequence(10));
        const frozen = (batchId: string): string[] | undefined =>
          spool.freeze(batchId, LIMITS)?.shards.map(({ shardId }) => shardId);
        expect(frozen('batch 1')).toEqual([idOf('a'), idOf('d')]);
        expect(frozen('batch 2')).toEqual([idOf('b')]);
        expect(frozen('batch 3')).toEqual([idOf('c')]);
        accept(spool, claimOf('e'), sequence(10));
        accept(spool, { ...claimOf('f'), format: 'jsonl', sizeBytes: 5000 }, sequence(5000));
        expect(frozen('batch 4')).toEqual([idOf('e'), idOf('f')]);
      }));

    test('[RL42] rows that are too many to be built for one commit wait, and hold up nothing else', () =>
      withSpool(({ spool }) => {
        const put = (letter: string, sizeBytes: number, groupCount: number, receivedAt: number): void =>
          void spool.openUpload({ ...claimOf(letter), sizeBytes }).accept(receivedAt, groupCount);
        put('a', 20_000_000, UNBUILT, 1000);
        put('b', 20_000_000, UNBUILT, 2000);
        put('c', 10, 1, 3000);
        put('d', 12_000_000, UNBUILT, 4000);
        const frozen = (batchId: string): string[] | undefined =>
          spool.freeze(batchId, LIMITS)?.shards.map(({ shardId }) => shardId);
        expect(frozen('batch 1')).toEqual(['a', 'c'].map(idOf));
        expect(frozen('batch 2')).toEqual(['b', 'd'].map(idOf));
      }));

    test('a path names the table, the day of the receipt and the shard', () =>
      withSpool(({ spool }) => {
        accept(spool, claimOf('a'), sequence(1), Date.UTC(2026, 10, 20, 23, 59, 59));
        accept(
          spool,
          { ...claimOf('b'), format: 'jsonl', tablePath: 'errors' },
          sequence(1),
          Date.UTC(2026, 10, 21),
        );
        expect(spool.freeze('batch 1', LIMITS)?.shards.map(({ path }) => path)).toEqual([
          `data/takes/2026-11-20/${idOf('a')}.parquet`,
          `data/errors/2026-11-21/${idOf('b')}.jsonl`,
        ]);
      }));

    test('[R4] {000.14} bytes go when the batch is committed; what is known of the shard stays', () =>
      withSpool(({ spool, reopen }) => {
        accept(spool, claimOf('a'), sequence(10));
        const batch = spool.freeze('batch 1', LIMITS);
        spool.settle('batch 1', { ...newBatch(0), attempts: 1, problem: 'late' }, 1);
        expect(spool.read(idOf('a'), 0, 10)).toEqual(sequence(10));
        spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 7000);
        const again = reopen();
        const path = batch?.shards[0]?.path;
        expect(again.find(idOf('a'))?.state).toEqual({
          state: 'committed',
          shardId: idOf('a'),
          commit: 'f'.repeat(40),
          path,
        });
        expect(() => again.read(idOf('a'), 0, 10)).toThrow('lacks');
        expect(again.lastCommitAt()).toBe(7000);
        expect(again.openBatch()).toBeUndefined();
        expect(again.backlog().shards).toBe(0);
      }));

    test('of each person it is known how many bytes are not confirmed yet', () =>
      withSpool(({ spool, reopen }) => {
        accept(spool, { ...claimOf('a'), userId: 'one' }, sequence(10));
        accept(spool, { ...claimOf('b'), userId: 'one', sizeBytes: 30 }, sequence(30));
        spool.freeze('batch 1', LIMITS);
        accept(spool, { ...claimOf('c'), userId: 'one' }, sequence(10));
        accept(spool, { ...claimOf('d'), userId: 'two' }, sequence(10));
        expect([spool.shareOf('one'), spool.shareOf('two'), spool.shareOf('none')]).toEqual([50, 10, 0]);
        spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 1);
        expect([reopen().shareOf('one'), reopen().shareOf('two')]).toEqual([10, 10]);
      }));

    test('why the batch that is to be worked on failed is kept until it has not', () =>
      withSpool(({ spool, reopen }) => {
        expect(spool.openFailure()).toBeUndefined();
        accept(spool, claimOf('a'), sequence(10));
        spool.freeze('batch 1', LIMITS);
        expect(spool.openFailure()).toBeUndefined();
        spool.settle('batch 1', { ...newBatch(0), attempts: 1, failure: 'unauthorized' }, 1);
        expect(reopen().openFailure()).toBe('unauthorized');
        spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 2);
        expect(spool.openFailure()).toBeUndefined();
      }));

    test('what is given up makes room', () =>
      withSpool(({ spool }) => {
        const before = spool.sizeBytes();
        accept(spool, claimOf('a'), sequence(6_000_000));
        expect(spool.sizeBytes()).toBeGreaterThan(before + 6_000_000);
        spool.freeze('batch 1', LIMITS);
        spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 1);
        expect(spool.sizeBytes()).toBeLessThan(before + 100_000);
      }));

    test('a split batch becomes two, which are looked for as the whole was', () =>
      withSpool(({ spool }) => {
        for (const letter of ['a', 'b', 'c']) accept(spool, claimOf(letter), sequence(10));
        const batch = spool.freeze('batch 1', LIMITS);
        if (batch === undefined) throw new Error('nothing to freeze');
        const parts = [
          { batchId: 'batch 2', shards: batch.shards.slice(0, 2) },
          { batchId: 'batch 3', shards: batch.shards.slice(2) },
        ];
        spool.split(batch, parts, {
          ...batch.state,
          phase: 'split',
          attempts: 3,
          nextAt: 50,
        });
        const first = spool.openBatch();
        expect(first).toMatchObject({
          batchId: 'batch 2',
          wholeIds: ['batch 1'],
          state: { attempts: 3, rejections: 0, nextAt: 50 },
        });
        expect(first?.shards).toHaveLength(2);
        spool.settle('batch 2', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 60);
        expect(spool.openBatch()).toMatchObject({ batchId: 'batch 3', shards: [{ shardId: idOf('c') }] });
      }));

    test('[R12] a dead shard keeps its bytes and tells its reason', () =>
      withSpool(({ spool }) => {
        accept(spool, claimOf('a'), sequence(10));
        spool.freeze('batch 1', LIMITS);
        spool.settle('batch 1', { ...newBatch(0), phase: 'dead', problem: 'not wanted' }, 1);
        expect(spool.find(idOf('a'))?.state).toMatchObject({ state: 'dead', reason: 'not wanted' });
        expect(spool.read(idOf('a'), 0, 10)).toEqual(sequence(10));
        expect(spool.deadCount()).toBe(1);
        expect(spool.waitingSince()).toBeUndefined();
      }));

    test('commit calls count for the time asked', () =>
      withSpool(({ spool }) => {
        for (const at of [1000, 2000, 3000]) spool.countCommitCall(at);
        expect(spool.commitCalls(0)).toEqual({ count: 3, oldestAt: 1000 });
        expect(spool.commitCalls(1500)).toEqual({ count: 2, oldestAt: 2000 });
        expect(spool.commitCalls(9000)).toEqual({ count: 0, oldestAt: undefined });
      }));
  });
}

/** The UUIDv7 of a letter. */
export const idOf = (letter: string): string =>
  `01900000-0000-7000-8000-${letter.charCodeAt(0).toString(16).padStart(12, '0')}`;

export const claimOf = (letter: string): ShardClaim => ({
  shardId: idOf(letter),
  table: 'takes',
  tablePath: 'takes',
  format: 'parquet',
  fingerprint: '0123456789abcdef',
  sha256: letter.repeat(64),
  sizeBytes: 10,
  rowCount: 1,
  clientId: idOf('z'),
  userId: 'user',
  seqs: '0-0',
  spoolCount: 1,
});

export const sequence = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => index % 251);

export function accept(spool: Spool, claim: ShardClaim, bytes: Uint8Array, receivedAt = 1000): void {
  const upload = spool.openUpload(claim);
  upload.write(bytes);
  const accepted = upload.accept(receivedAt, 1);
  if (accepted.kind !== 'accepted') throw new Error(`${claim.shardId} is known already`);
}
