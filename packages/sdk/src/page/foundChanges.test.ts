import { expect, test } from 'vitest';
import { ParqueueError } from '../api/errors.ts';
import type { ChangeReply, Engine, RowChange } from '../engine/engine.ts';
import type { ExitRecord } from '../store/records.ts';
import { createExitWrite } from './exitWrite.ts';
import { createFoundChanges } from './foundChanges.ts';

const change: RowChange = { table: 'notes', rowId: 'row', change: 7, at: 1, line: '[[0,"b"]]' };
const applied: ChangeReply = { outcome: 'applied', kept: [] };

function rig(...replies: (ChangeReply | Error)[]) {
  const failures: unknown[] = [];
  const delays: number[] = [];
  const told: RowChange[] = [];
  let refusal: Error | undefined;
  const engine = async () =>
    ({
      async changeRow(said: RowChange) {
        told.push(said);
        const reply = replies.shift() ?? applied;
        if (reply instanceof Error) throw reply;
        return reply;
      },
    }) as unknown as Engine;
  const changes = createFoundChanges({
    engine,
    settled: async () => {},
    refusal: () => refusal,
    schedule(work, delayMs) {
      delays.push(delayMs);
      work();
      return () => {};
    },
    onFailure: (error) => void failures.push(error),
  });
  function refuse(error: Error): void {
    refusal = error;
  }
  return { changes, failures, delays, told, refuse };
}

test('[RV3] a change of a row that was found by its id is told to the next engine when one dies', async () => {
  const died = new ParqueueError('engine_failed', 'the worker died');
  const { changes, failures, delays, told } = rig(died, new DOMException('full', 'QuotaExceededError'));
  expect(await changes.make(change)).toEqual(applied);
  expect(told).toEqual([change, change, change]);
  expect(failures).toHaveLength(2);
  expect(delays).toEqual([1_000, 2_000]);
  expect(changes.waiting()).toEqual([]);
});

test('[RV3] [SD9] it ends with what the engine says of the logger, and once nothing may be logged', async () => {
  const denied = new ParqueueError('consent_denied', 'withdrawn');
  await expect(rig(denied).changes.make(change)).rejects.toBe(denied);
  const later = rig(new Error('no room'));
  later.refuse(denied);
  await expect(later.changes.make(change)).rejects.toBe(denied);
  expect(later.told).toEqual([]);
});

test('[RV3] a page that goes away writes it itself, once, and again only when that failed', async () => {
  const { changes } = rig();
  const records: ExitRecord[] = [];
  let fail = () => {};
  const write = createExitWrite({
    outbox: { waiting: () => ({ entries: [], drops: [] }) },
    changes,
    exits: {
      write(record, onFailure) {
        records.push(record);
        fail = onFailure;
      },
    },
    tables: [],
    identity: () => null,
    mayWrite: () => true,
  });
  const made = changes.make(change);
  write();
  write();
  expect(records).toMatchObject([{ changes: [change], entries: [], drops: [] }]);
  fail();
  write();
  expect(records).toHaveLength(2);
  await made;
  write();
  expect(records).toHaveLength(2);
});
