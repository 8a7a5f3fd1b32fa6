import { recitationError } from '@parqueue/schema/presets';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../index.ts';
import { createRelayFetch, type RelayFetch } from '../testing/relayFetch.ts';

// Node has no worker of browsers and no IndexedDB: the engine runs on the page, in memory.
let relay: RelayFetch;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  relay = createRelayFetch([recitationError]);
  vi.stubGlobal('fetch', relay.fetch);
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  vi.unstubAllGlobals();
  expect(unhandled).toEqual([]);
});

const newLogger = () =>
  createLogger({
    relay: 'https://relay.test',
    dataset: 'tests',
    tables: { errors: recitationError },
    flushEvery: '10ms',
  });

const isSettled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending');
  const soon = new Promise((resolve) => setTimeout(() => resolve(pending), 100));
  return (await Promise.race([promise.catch(() => {}), soon])) !== pending;
};

test('[R2] [SD10] where nothing is stored on the device, `stored` waits for the receipt, whenever it is asked for', async () => {
  const log = newLogger();
  const told: string[] = [];
  for (const event of ['stored', 'accepted', 'degraded'] as const) log.on(event, () => told.push(event));
  relay.isUp = false;
  const row = log.errors.append({ error_message: 'first' });
  expect(await isSettled(row.stored)).toBe(false);
  expect(told).not.toContain('stored');
  relay.isUp = true;
  await log.flush({ until: 'stored' });
  await row.stored;
  expect(told.toSorted()).toEqual(['accepted', 'degraded', 'degraded', 'stored']);
  const early = log.errors.append({ error_message: 'second' });
  await log.flush();
  await early.stored;
  expect(await early.state()).toEqual({ kind: 'accepted' });
  await log.close();
});

test('`committed` settles for one who asks before the commit, and for one who asks after it', async () => {
  const log = newLogger();
  const row = log.errors.append({ error_message: 'first' });
  const { committed } = row;
  await log.flush();
  expect(await isSettled(committed)).toBe(false);
  relay.isCommitted = true;
  const place = { commit: 'c'.repeat(40), path: `data/${relay.shardIds[0]}.jsonl` };
  expect(await committed).toEqual(place);
  expect(await log.errors.row(row.rowId).committed).toEqual(place);
  await log.close();
});

test('[R12] rows that the relay refuses for good reject `committed` and `stored`', async () => {
  const log = newLogger();
  relay.refuses = true;
  const row = log.errors.append({ error_message: 'first' });
  await expect(row.committed).rejects.toMatchObject({ code: 'shard_refused' });
  await expect(row.stored).rejects.toMatchObject({ code: 'shard_refused' });
  await expect(log.errors.row(row.rowId).committed).rejects.toMatchObject({ code: 'shard_refused' });
  await log.close();
});

test('[R6] a closed logger refuses what comes, settles every promise, and leaves no rejection behind', async () => {
  const log = newLogger();
  relay.isUp = false;
  const row = log.errors.append({ error_message: 'first' });
  const { stored, committed } = row;
  void log.flush();
  await log.stats();
  await log.close();
  await expect(stored).rejects.toMatchObject({ code: 'closed' });
  await expect(committed).rejects.toMatchObject({ code: 'closed' });
  const late = log.errors.append({ error_message: 'late' });
  await expect(late.stored).rejects.toMatchObject({ code: 'closed' });
  expect(await row.set({ error_message: 'changed' })).toMatchObject({ applied: false, reason: 'invalid' });
  await expect(log.flush()).rejects.toMatchObject({ code: 'closed' });
  // Nobody listens to these.
  void log.flush();
  void log.stats();
  void log.encode(new Float32Array(0), { sampleRate: 16_000 });
  void log.deleteRecording('none');
  await log.close();
});

test('a flush whose signal is aborted gives up waiting, and the rows go on', async () => {
  const log = newLogger();
  relay.isUp = false;
  const row = log.errors.append({ error_message: 'first' });
  const abort = new AbortController();
  const flushed = log.flush({ signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(flushed).rejects.toThrow('enough');
  await expect(log.flush({ signal: abort.signal })).rejects.toThrow('enough');
  relay.isUp = true;
  await log.flush();
  expect(await row.state()).toEqual({ kind: 'accepted' });
  await log.close();
});

test('[R1] rows that do not fit are in the account, each once', async () => {
  const log = newLogger();
  // @ts-expect-error no such column
  for (let i = 0; i < 3; i++) log.errors.append({ nothing: i });
  log.errors.append({ error_message: 'fits' });
  const { tables } = await log.stats();
  expect(tables[recitationError.name]).toMatchObject({ appended: 4, dropped: { invalid: 3 } });
  await log.close();
});
