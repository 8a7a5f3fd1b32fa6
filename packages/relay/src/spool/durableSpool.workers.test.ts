import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { RelayBindings } from '../bindings.ts';
import { openDurableSpool } from './durableSpool.ts';
import { claimOf, sequence, spoolContract, type WithSpool } from './spool.contract.ts';

const { SPOOL } = env as RelayBindings;

/** Inside a Durable Object of its own, with its real storage. */
const withSpool: WithSpool = (use) =>
  runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    await use({ spool: openDurableSpool(storage), reopen: () => openDurableSpool(storage) });
  });

spoolContract('SQLite of a Durable Object', withSpool);

test('no value is larger than the platform takes, however the bytes come', async () => {
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), (_, { storage }) => {
    const upload = openDurableSpool(storage).openUpload(claimOf('a'));
    for (const size of [1, 1_499_999, 1, 3_000_000, 777_777]) upload.write(sequence(size));
    upload.accept(1000, 1);
    const sizes = storage.sql
      .exec<{ size: number }>('SELECT LENGTH(bytes) AS size FROM chunk ORDER BY rank')
      .toArray();
    expect(sizes.map(({ size }) => size)).toEqual([1_500_000, 1_500_000, 1_500_000, 777_778]);
  });
});

test('bytes that an upload left behind when its object died are collected', async () => {
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), (_, { storage }) => {
    openDurableSpool(storage).openUpload(claimOf('a')).write(sequence(3_000_000));
    const chunkCount = (): unknown => storage.sql.exec('SELECT COUNT(*) AS count FROM chunk').one()['count'];
    expect(chunkCount()).toBe(2);
    openDurableSpool(storage);
    expect(chunkCount()).toBe(0);
  });
});

test('a spool of an earlier version gets the columns that it lacks, and keeps what it has', async () => {
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const upload = spool.openUpload(claimOf('a'));
    upload.write(sequence(10));
    upload.accept(1000, 1);
    storage.sql.exec('ALTER TABLE shard DROP COLUMN group_count');
    storage.sql.exec('ALTER TABLE batch DROP COLUMN whole_ids');
    storage.sql.exec('ALTER TABLE shard DROP COLUMN user_id');
    storage.sql.exec('ALTER TABLE batch DROP COLUMN failure');
    const again = openDurableSpool(storage);
    const limits = { maxShards: 9, maxBytes: 1000, maxInlineBytes: 1000, now: 0 };
    expect(again.freeze('batch 1', limits)?.shards).toMatchObject([
      { shardId: claimOf('a').shardId, groupCount: 1 },
    ]);
  });
});
