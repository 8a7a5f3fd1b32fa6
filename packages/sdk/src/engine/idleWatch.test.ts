import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { ReceiptRecord } from '../store/records.ts';
import { startIdleWatch } from './idleWatch.ts';

/** A watch whose time passes when it is told, with a count of what it said. */
function watched(whenIdle = (work: () => void) => work()) {
  const store = createMemoryStore();
  const due: (() => void)[] = [];
  let told = 0;
  const stop = startIdleWatch({
    store,
    schedule(work) {
      due.push(work);
      return () => due.splice(due.indexOf(work), 1);
    },
    whenIdle,
    onIdle: () => void told++,
  });
  const minute = async () => {
    due.shift()?.();
    await store.write(['journal'], async () => {});
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { store, stop, minute, told: () => told };
}

test('an engine with nothing to do says so after two looks, and at each one more', async () => {
  const { minute, told } = watched();
  await minute();
  expect(told()).toBe(0);
  await minute();
  expect(told()).toBe(1);
  await minute();
  expect(told()).toBe(2);
});

test('rows that wait and commits that are awaited keep it; what became of them in the end does not', async () => {
  const { store, minute, told } = watched();
  const record = { fingerprint: '', identity: null, entries: [] };
  await store.write(['journal'], (transaction) =>
    transaction.put('journal', ['notes', 'client', '1'], record),
  );
  const receipt = (state: ReceiptRecord['state']) =>
    store.write(['receipts'], (transaction) =>
      transaction.put('receipts', ['shard'], {
        table: 'notes',
        clientId: 'client',
        seqs: [],
        rowIds: [],
        acceptedAt: 0,
        state,
      }),
    );
  await receipt('accepted');
  for (let i = 0; i < 3; i++) await minute();
  await store.write(['journal'], (transaction) => transaction.delete('journal', ['notes', 'client', '1']));
  for (let i = 0; i < 3; i++) await minute();
  expect(told()).toBe(0);
  await receipt('committed');
  await minute();
  await minute();
  expect(told()).toBe(1);
});

test('a recording under way keeps it, and one that was stopped says nothing', async () => {
  const recording = watched(() => {});
  const stopped = watched();
  stopped.stop();
  for (let i = 0; i < 3; i++) {
    await recording.minute();
    await stopped.minute();
  }
  expect([recording.told(), stopped.told()]).toEqual([0, 0]);
});
