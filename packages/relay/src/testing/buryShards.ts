import { runInDurableObject } from 'cloudflare:test';
import { newBatch } from '../committer/batchState.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import type { TestPage } from './openPage.ts';

const LIMITS = { maxShards: 1, maxBytes: 100_000_000, maxInlineBytes: 1_000_000, now: 0 };

/** Makes dead letters of all shards that wait: the Hub refused each, as often as it takes. */
export const buryShards = ({ spool }: TestPage, reason = 'not wanted'): Promise<void> =>
  runInDurableObject(spool(), (_, { storage }) => {
    const own = openDurableSpool(storage);
    for (;;) {
      const batch = own.freeze(crypto.randomUUID(), LIMITS);
      if (batch === undefined) return;
      const state = { ...newBatch(0), phase: 'dead', attempts: 3, problem: reason } as const;
      own.settle(batch.batchId, state, 1);
    }
  });
