import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { recitation } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';
import type { RelayBindings } from '../bindings.ts';
import { newBatch } from '../committer/batchState.ts';
import { expectedShard } from '../parquet/checkShard.ts';
import { createAdmission } from './admission.ts';
import { openDurableSpool } from './durableSpool.ts';
import { createIntake, type Intake } from './intake.ts';
import type { PutOutcome } from './receiveShard.ts';
import { claimOf, sequence } from './spool.contract.ts';
import type { Spool } from './spool.ts';

const HOUR_MS = 3_600_000;
const LIMITS = { maxShards: 9, maxBytes: 100_000_000, maxInlineBytes: 1000, now: 0 };

interface Stage {
  readonly spool: Spool;
  readonly intake: Intake;
  now: number;
  /** Sends a shard of so many bytes, of one person. */
  send(letter: string, userId: string, sizeBytes?: number): Promise<PutOutcome>;
}

/** A real spool that may take up so many bytes more than it has when it is empty. */
async function onStage(play: (stage: Stage) => Promise<void>, roomBytes = 10_000_000): Promise<void> {
  const { SPOOL } = env as RelayBindings;
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const stage = { now: 1000 };
    const clock = () => stage.now;
    const admission = createAdmission({
      spool,
      clock,
      expectedOf: () => expectedShard(recitation),
      conflictOf: () => undefined,
      hubFailure: spool.openFailure,
      maxBytes: spool.sizeBytes() + roomBytes,
      maxAgeMs: 24 * HOUR_MS,
    });
    const intake = createIntake({
      spool,
      clock,
      admission,
      check: () => ({ kind: 'right', groupCount: 1 }),
      accepted: async () => {},
    });
    const send = async (letter: string, userId: string, sizeBytes = 10) => {
      const bytes = sequence(sizeBytes);
      const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
      return intake({ ...claimOf(letter), userId, sizeBytes, sha256 }, new Blob([bytes]).stream());
    };
    await play(Object.assign(stage, { spool, intake, send }));
  });
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

test('[R4] [RL13] while the Hub refuses the token nothing more is taken, and nothing is dropped', () =>
  onStage(async ({ spool, send }) => {
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
  onStage(async (stage) => {
    await stage.send('a', 'one');
    stage.spool.freeze('batch 1', LIMITS);
    stage.spool.settle('batch 1', { ...newBatch(0), attempts: 1, failure: 'unavailable' }, 1);
    stage.now += 23 * HOUR_MS;
    expect(await stage.send('b', 'one')).toMatchObject({ kind: 'accepted' });
    stage.now += 2 * HOUR_MS;
    expect(await stage.send('c', 'two')).toMatchObject({ kind: 'refused', code: 'spool_full' });
  }));

test('[RL13] as the spool fills up, those who hold most are refused first, and others still find room', () =>
  onStage(async ({ send }) => {
    for (const letter of ['a', 'b', 'c', 'd']) await send(letter, 'large', 1_000_000);
    expect(await send('e', 'large', 2_000_000)).toMatchObject({ kind: 'refused', code: 'spool_full' });
    expect(await send('f', 'small', 2_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('g', 'other', 2_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('h', 'small', 1_000_000)).toMatchObject({ kind: 'refused' });
    expect(await send('i', 'fourth', 1_000_000)).toMatchObject({ kind: 'accepted' });
    expect(await send('j', 'fifth', 9_000_000)).toMatchObject({ kind: 'refused' });
  }));
