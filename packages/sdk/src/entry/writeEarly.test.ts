import { expect, test } from 'vitest';
import { absorbExits } from '../journal/absorbExits.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { ExitRecord } from '../store/records.ts';
import { notes } from '../testing/tables.ts';
import { writeEarly } from './writeEarly.ts';

const REVISER = { areas: [], revise: async () => ({ outcome: 'applied' as const, kept: [] }) };

test('[R12] what stands among the tables and is none keeps no row of the others out of the journal', async () => {
  const records: ExitRecord[] = [];
  const exits = {
    prepare() {},
    hasWritten: () => false,
    write: (record: ExitRecord) => void records.push(structuredClone(record)),
    close() {},
  };
  const handmade = { name: 'handmade', features: {}, merge: {} };
  const tables = { notes, none: null, text: 'text', handmade } as never;
  const said = (table: unknown, rowId: string) => ({
    ref: { table: table as typeof notes, rowId },
    change: 0,
    at: 5,
    values: {},
  });
  writeEarly(
    exits,
    { tables },
    [said(handmade, 'a'), said(notes, 'b'), said({ name: 7, features: {} }, 'c')],
    () => {},
  );
  const store = createMemoryStore();
  await store.write(['exits'], async (transaction) => {
    for (const record of records) await transaction.put('exits', ['client', '1'], record);
  });
  expect(await absorbExits(store, () => 'id', REVISER)).toEqual([]);
  const journal = await store.read(['journal'], (transaction) => transaction.list('journal'));
  expect(journal.map(([key, { entries }]) => [key, entries.map(({ rowId }) => rowId)])).toEqual([
    [['notes', 'client', 'id'], ['b']],
  ]);
  const counters = await store.read(['counters'], (transaction) => transaction.keys('counters'));
  expect(counters).toEqual([['notes']]);
});
