import { expect, test, vi } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import type { JournalEntry } from '../store/records.ts';
import { createOutbox, type OutboxItem } from './outbox.ts';

const item = (seq: number): OutboxItem => ({
  entry: { table: 't', seq, change: 0, rowId: `row-${seq}`, at: 0, line: '[]' },
});

function rig(write: Engine['write']) {
  const written: number[] = [];
  const failures: unknown[] = [];
  const outbox = createOutbox({
    engine: async () => ({ write }) as Engine,
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    onWritten: (items) => written.push(...items.map(({ entry }) => entry.seq)),
    onFailure: (error) => failures.push(error),
  });
  return { outbox, written, failures };
}

test('what is said in a burst crosses in a few batches, in order', async () => {
  const batches: number[] = [];
  const { outbox, written } = rig(async (entries) => {
    batches.push(entries.length);
    return entries.map(() => 'applied');
  });
  for (let seq = 0; seq < 1_200; seq++) outbox.add(item(seq));
  await outbox.settled();
  expect(batches).toEqual([500, 500, 200]);
  expect(written).toEqual(Array.from({ length: 1_200 }, (_, seq) => seq));
});

test('[R5] [R2] what the engine failed to write stays, and is written by the next one', async () => {
  vi.useFakeTimers();
  try {
    let fails = 2;
    const seen: JournalEntry[] = [];
    const { outbox, written, failures } = rig(async (entries) => {
      if (fails-- > 0) throw new Error('the worker died');
      seen.push(...entries);
      return entries.map(() => 'applied');
    });
    outbox.add(item(0));
    await vi.advanceTimersByTimeAsync(500);
    expect(outbox.waiting().entries).toHaveLength(1);
    outbox.add(item(1));
    await vi.advanceTimersByTimeAsync(5_000);
    await outbox.settled();
    expect(failures).toHaveLength(2);
    expect(seen.map(({ seq }) => seq)).toEqual([0, 1]);
    expect(written).toEqual([0, 1]);
    expect(outbox.waiting().entries).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('rows that never became entries are reported once the engine takes them', async () => {
  const drops: unknown[] = [];
  const { outbox } = rig(async (entries, dropped) => {
    drops.push(...dropped);
    return entries.map(() => 'applied');
  });
  outbox.drop('t', 'invalid');
  await outbox.settled();
  expect(drops).toEqual([{ table: 't', reason: 'invalid', total: 1 }]);
});
