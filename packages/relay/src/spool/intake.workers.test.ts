import { expect, test } from 'vitest';
import { newBatch } from '../committer/batchState.ts';
import { HOUR_MS, onIntakeStage } from '../testing/onIntakeStage.ts';

const LIMITS = { maxShards: 9, maxBytes: 100_000_000, maxInlineBytes: 1000, now: 0 };

test('[R4] [RL13] while the Hub refuses the token nothing more is taken, and nothing is dropped', () =>
  onIntakeStage(async ({ spool, send }) => {
    expect(await send('a', 'one')).toMatchObject({ kind: 'accepted' });
    spool.freeze('batch 1', LIMITS);
    spool.settle('batch 1', { ...newBatch(0), attempts: 1, failure: 'unauthorized' }, 1);
    expect(await send('b', 'one')).toMatchObject({ kind: 'refused', code: 'hub_unauthorized' });
    expect(await send('a', 'one')).toMatchObject({ kind: 'known' });
    expect(spool.backlog().shards).toBe(1);
    spool.settle('batch 1', { ...newBatch(0), phase: 'committed', commit: 'f'.repeat(40) }, 2);
    expect(await send('b', 'one')).toMatchObject({ kind: 'accepted' });
  }));

test('[RL13] while the Hub fails shards are taken, until the oldest has waited for too long', () =>
  onIntakeStage(async (stage) => {
    await stage.send('a', 'one');
    stage.spool.freeze('batch 1', LIMITS);
    stage.spool.settle('batch 1', { ...newBatch(0), attempts: 1, failure: 'unavailable' }, 1);
    stage.now += 23 * HOUR_MS;
    expect(await stage.send('b', 'one')).toMatchObject({ kind: 'accepted' });
    stage.now += 2 * HOUR_MS;
    expect(await stage.send('c', 'two')).toMatchObject({ kind: 'refused', code: 'spool_full' });
  }));

test('[RL13] as the spool fills up, those who hold most are refused first, and others still find room', () =>
  onIntakeStage(async ({ send }) => {
    for (const letter of ['a', 'b', 'c', 'd']) await send(letter, 'large', 1_000_000);
    expect(await send('e', 'large', 2_000_000)).toMatchObject({ kind: 'refused', code: 'spool_full' });
    expect(await send('f', 'small', 2_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('g', 'other', 2_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('h', 'small', 1_000_000)).toMatchObject({ kind: 'refused' });
    expect(await send('i', 'fourth', 1_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('j', 'fifth', 9_000_000)).toMatchObject({ kind: 'refused' });
  }));
