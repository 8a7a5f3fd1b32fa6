import { expect, test } from 'vitest';
import { openIdbStore } from '../store/idbStore.ts';
import { notes } from '../testing/tables.ts';
import { readAccount } from './account.ts';
import type { FlushSchedule } from './flushSchedule.ts';
import { createIntake } from './intake.ts';

const ROWS = 50_000;
const BATCH = 500;

test('[R1] 50,000 rows go into IndexedDB in batches, each counted once, though every tenth batch comes twice', async () => {
  const store = await openIdbStore(indexedDB, `throughput-${Date.now()}`);
  const timing: FlushSchedule = { rowsWritten() {}, hurry() {}, catchUp() {}, stop() {} };
  const intake = createIntake({
    store,
    room: { takeRows: async () => {} },
    clientId: 'client',
    revisionClientId: 'revisions',
    absorb: async () => true,
    tables: [notes],
    identity: () => null,
    timing,
    newId: () => crypto.randomUUID(),
  });
  const line = JSON.stringify(['a line of text as a row may have it', '["tag"]', null, null, null]);
  const entries = Array.from({ length: ROWS }, (_, seq) => ({
    table: notes.name,
    seq,
    change: 0,
    rowId: `row-${seq}`,
    at: 0,
    line,
  }));
  const begun = performance.now();
  for (let at = 0; at < ROWS; at += BATCH) {
    const batch = entries.slice(at, at + BATCH);
    await intake.write(batch, []);
    if (at % (BATCH * 10) === 0) await intake.write(batch, []);
  }
  const seconds = (performance.now() - begun) / 1_000;
  // biome-ignore lint/suspicious/noConsole: a figure for people
  console.log(`${Math.round(ROWS / seconds)} rows a second into IndexedDB`);
  const { tables } = await readAccount(store);
  expect(tables['notes']).toMatchObject({ appended: ROWS, pending: ROWS });
  store.close();
});
