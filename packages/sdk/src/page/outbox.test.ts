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

/** An engine that answers each write when it is told to. */
function slowRig() {
  const calls: { seqs: number[]; counts: number[]; answer: () => void; fail: () => void }[] = [];
  const { outbox } = rig(
    (entries, drops) =>
      new Promise((resolve, reject) => {
        calls.push({
          seqs: entries.map(({ seq }) => seq),
          counts: drops.map(({ total }) => total),
          answer: () => resolve(entries.map(() => 'applied')),
          fail: () => reject(new Error('the worker died')),
        });
      }),
  );
  const begun = (count: number) => expect.poll(() => calls.length).toBe(count);
  return { outbox, calls, begun };
}

const denied = new Error('denied');

test('[R1] rows that are refused without consent while others are being told of are told of once', async () => {
  const { outbox, calls, begun } = slowRig();
  for (let i = 0; i < 3; i++) outbox.drop('t', 'consent_denied');
  await begun(1);
  outbox.drop('t', 'consent_denied');
  calls[0]?.answer();
  await begun(2);
  calls[1]?.answer();
  await outbox.settled();
  expect(calls.map(({ counts }) => counts)).toEqual([[3], [1]]);
});

test('[R1] a count of rows without consent that could not be told is told again, beside what came meanwhile', async () => {
  vi.useFakeTimers();
  try {
    const { outbox, calls } = slowRig();
    for (let i = 0; i < 3; i++) outbox.drop('t', 'consent_denied');
    await vi.advanceTimersByTimeAsync(10);
    outbox.drop('t', 'consent_denied');
    calls[0]?.fail();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls[1]?.counts.toSorted()).toEqual([1, 3]);
  } finally {
    vi.useRealTimers();
  }
});

test('[R1] rows that are given up are written or dropped, never both, and none is written until the deletion has ended', async () => {
  const { outbox, calls, begun } = slowRig();
  outbox.add(item(0));
  await begun(1);
  outbox.add(item(1));
  let deleted = () => {};
  const deleting = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        deleted = resolve;
      }),
  );
  const given = outbox.giveUp('consent_denied', denied, deleting);
  calls[0]?.answer();
  await expect.poll(() => deleting.mock.calls.length).toBe(1);
  outbox.add(item(2));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toHaveLength(1);
  deleted();
  await given;
  await begun(2);
  expect(calls.map(({ seqs, counts }) => [seqs, counts])).toEqual([
    [[0], []],
    [[2], [1]],
  ]);
});

test('[R1] what was told of before a consent was withdrawn is not told of again', async () => {
  const { outbox, calls, begun } = slowRig();
  for (let i = 0; i < 3; i++) outbox.drop('t', 'invalid');
  await begun(1);
  outbox.drop('t', 'invalid');
  const given = outbox.giveUp('consent_denied', denied, async () => {});
  calls[0]?.answer();
  await given;
  await begun(2);
  outbox.drop('t', 'invalid');
  calls[1]?.answer();
  await begun(3);
  expect(calls.map(({ counts }) => counts)).toEqual([[3], [1], [2]]);
});
