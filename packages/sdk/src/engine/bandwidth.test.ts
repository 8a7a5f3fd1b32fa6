import { string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { audioRig, encode, rowOf, takes } from '../testing/audioRig.ts';
import { assertBalanced, type Rig, rest, startRig } from '../testing/engineRig.ts';
import { createFakeLocks } from '../testing/fakeLocks.ts';
import { notes } from '../testing/tables.ts';

/** Sorts after `takes`, so that it is not first by its name alone. */
const words = table({ name: 'words', format: 'jsonl', features: { text: string(), user_id: string() } });
const tables = [takes, words];

const wordOf = (rig: Rig, seq: number) => ({
  ...rig.entry(seq, '', words),
  rowId: `word-${seq}`,
  line: JSON.stringify([`word ${seq}`, null]),
});

/** A row of `takes` with a second of audio. */
async function logTake(rig: Rig, seq: number): Promise<void> {
  await encode(rig, `take-${seq}`);
  await rig.engine.write([{ ...rowOf(rig, seq, `take-${seq}`), rowId: `take-${seq}` }], []);
}

const arrived = ({ relay }: Rig) => [...relay.shards.values()].map((shard) => shard.table);

/** Uploads that are answered when the test says so. */
function slowLine(rig: Rig) {
  const open: { readonly table: string; readonly answer: () => void }[] = [];
  const { putShard } = rig.relay;
  let most = 0;
  rig.relay.putShard = async (ticket, shard) => {
    await new Promise<void>((resolve) => {
      const entry = {
        table: shard.table,
        answer: () => {
          open.splice(open.indexOf(entry), 1);
          resolve();
        },
      };
      open.push(entry);
      most = Math.max(most, open.length);
    });
    return putShard(ticket, shard);
  };
  return { open, most: () => most };
}

test('[SD15] rows go before audio, whatever waits and whatever is sealed first', async () => {
  const rig = await audioRig({ tables });
  rig.relay.isUp = false;
  await logTake(rig, 0);
  await rig.engine.write([wordOf(rig, 0)], []);
  await rig.time.advance(30_000);
  rig.relay.isUp = true;
  await rig.engine.notice('online');
  expect(arrived(rig)).toEqual(['words', 'takes']);
});

test('[SD15] rows that were written after audio was sealed and kept back by an outage go before it', async () => {
  const rig = await audioRig({ tables });
  await rig.engine.write([wordOf(rig, 0)], []);
  await rig.engine.flush('accepted');
  const { putShard } = rig.relay;
  rig.relay.putShard = async () => ({ kind: 'unreachable', status: 503, reason: 'down' });
  await logTake(rig, 0);
  await rig.time.advance(10_000);
  expect((await rig.store.read(['shards'], (t) => t.list('shards'))).length).toBe(1);
  await rig.engine.write([wordOf(rig, 1)], []);
  rig.relay.putShard = putShard;
  await rig.engine.notice('online');
  expect(arrived(rig)).toEqual(['words', 'words', 'takes']);
  await assertBalanced(rig);
});

test('[SD15] rows that are due while a long backlog of audio is sent do not wait for its end', async () => {
  const rig = await audioRig({ tables, config: { shardMaxRows: { takes: 1 } } });
  rig.relay.isUp = false;
  for (let seq = 0; seq < 6; seq++) await logTake(rig, seq);
  rig.relay.isUp = true;
  const line = slowLine(rig);
  const sent = rig.engine.notice('online');
  await rest();
  expect(line.open.map((one) => one.table)).toEqual(['takes', 'takes']);
  await rig.engine.write([wordOf(rig, 0)], []);
  await rig.time.advance(61_000);
  line.open[0]?.answer();
  await rest();
  expect(line.open.map((one) => one.table)).toEqual(['takes', 'words']);
  while (line.open.length > 0) {
    line.open[0]?.answer();
    await rest();
  }
  await sent;
  expect(arrived(rig)).toHaveLength(7);
  await assertBalanced(rig);
});

test('[SD15] no more than two uploads are under way at once, over all tabs', async () => {
  const parts = { locks: createFakeLocks() };
  const first = await startRig({ parts });
  const others = await Promise.all(
    [1, 2, 3].map(() => startRig({ store: first.store, relay: first.relay, time: first.time, parts })),
  );
  const tabs = [first, ...others];
  const line = slowLine(first);
  for (const tab of tabs) await tab.engine.write([tab.entry(0, 'a'), tab.entry(1, 'b')], []);
  const flushed = Promise.all(tabs.map(({ engine }) => engine.flush('accepted')));
  for (let turn = 0; turn < 40; turn++) {
    line.open[0]?.answer();
    await first.time.advance(300);
  }
  await flushed;
  expect(line.most()).toBe(2);
  expect(first.relay.shards.size).toBe(4);
});

test('[SD16] while the browser saves data, audio waits and rows go, one event tells it, and it goes once that is over', async () => {
  let isSavingData = true;
  const parts = { isSavingData: () => isSavingData };
  const rig = await audioRig({ tables, parts, config: { respectSaveData: true } });
  await logTake(rig, 0);
  await rig.engine.write([{ ...rig.entry(1, '', takes), rowId: 'silent', line: '[null,null]' }], []);
  await rig.engine.write([wordOf(rig, 0)], []);
  await rig.time.advance(600_000);
  expect(arrived(rig).toSorted()).toEqual(['takes', 'words']);
  expect([...rig.relay.shards.values()].find((shard) => shard.table === 'takes')?.seqs).toEqual([[1, 1]]);
  const told = rig.events.filter(({ type }) => type === 'retry');
  expect(told).toMatchObject([{ detail: { reason: expect.stringContaining('save data') } }]);
  isSavingData = false;
  await rig.time.advance(61_000);
  expect(arrived(rig)).toHaveLength(3);
  await assertBalanced(rig);
});

test('[SD16] a page that flushes has its audio sent though data is to be saved, also what was sealed before', async () => {
  let isSavingData = false;
  const parts = { isSavingData: () => isSavingData };
  const rig = await audioRig({ tables, parts, config: { respectSaveData: true } });
  rig.relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 503, reason: 'down' }));
  await rig.time.advance(2_000);
  await logTake(rig, 0);
  await rig.time.advance(1);
  expect((await rig.store.read(['shards'], (t) => t.list('shards'))).length).toBe(1);
  isSavingData = true;
  await rig.time.advance(300_000);
  expect(arrived(rig)).toEqual([]);
  await rig.engine.flush('accepted');
  expect(arrived(rig)).toEqual(['takes']);
});

test('[SD16] without the option, or where the browser says nothing, audio goes at once', async () => {
  for (const rig of [
    await audioRig({ tables, parts: { isSavingData: () => true } }),
    await audioRig({ tables, config: { respectSaveData: true } }),
  ]) {
    await logTake(rig, 0);
    await rig.time.advance(1_000);
    expect(arrived(rig)).toEqual(['takes']);
  }
});

test('[SD5] a site that never answers ticket() holds up its own tab alone', async () => {
  const parts = { locks: createFakeLocks() };
  const hung = await startRig({ parts, host: { credential: () => new Promise(() => {}) } });
  const other = await startRig({ store: hung.store, relay: hung.relay, time: hung.time, parts });
  await hung.engine.write([hung.entry(0, 'of the tab that hangs')], []);
  const waiting = hung.engine.notice('online');
  await rest();
  await other.engine.write([other.entry(0, 'of the other')], []);
  await other.engine.flush('accepted');
  expect(hung.relay.shards.size).toBe(2);
  await hung.time.advance(121_000);
  await waiting;
  const [told] = hung.events.filter(({ type }) => type === 'retry');
  expect(told).toMatchObject({ detail: { reason: expect.stringContaining('no answer within 120 s') } });
});

test.each([
  ['a number', 5],
  ['an object', {}],
  ['a bigint', 5n],
  ['an empty text', ''],
])('[SD5] a ticket() that gives %s is tried again, and told in words', async (what, given) => {
  let credential: unknown = given;
  const rig = await startRig({ host: { credential: async () => credential as string } });
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(70_000);
  expect(rig.relay.shards.size).toBe(0);
  const [told] = rig.events.filter(({ type }) => type === 'retry');
  const said = what.replace(/^an? (?!empty)/, '');
  expect(told).toMatchObject({
    detail: { reason: `ticket() failed: it gave ${said}; expected a text, or nothing` },
  });
  credential = 'a credential';
  await rig.time.advance(900_000);
  expect(rig.relay.shards.size).toBe(1);
  await assertBalanced(rig);
});

test('[SD5] [SD6] a ticket that runs out on the way is asked for anew, and the same shard goes once', async () => {
  const rig = await startRig();
  const { putShard } = rig.relay;
  let refusals = 3;
  rig.relay.putShard = async (ticket, shard) => {
    if (refusals-- <= 0) return putShard(ticket, shard);
    const problem = {
      type: 'x',
      title: 'x',
      status: 401,
      detail: 'old',
      code: 'ticket_expired',
      retryable: true,
    } as const;
    return { kind: 'problem', problem };
  };
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(120_000);
  expect(rig.relay.ticketCount).toBeGreaterThanOrEqual(3);
  expect([...rig.relay.shards.values()].map(({ rowCount }) => rowCount)).toEqual([1]);
  await assertBalanced(rig);
});

test.each([-3, 3])('[SD5] a clock that jumps by %i days while a flush waits ends no tries', async (days) => {
  const rig = await startRig();
  let jumpMs = 0;
  const late = await startRig({
    store: rig.store,
    relay: rig.relay,
    time: rig.time,
    parts: { now: () => rig.time.now() + jumpMs },
  });
  late.relay.isUp = false;
  await late.engine.write([late.entry(0, 'a')], []);
  let isDone = false;
  void late.engine.flush('accepted').then(() => {
    isDone = true;
  });
  await rig.time.advance(5_000);
  jumpMs = days * 86_400_000;
  await rig.time.advance(1_000);
  late.relay.isUp = true;
  await rig.time.advance(60_000);
  expect(isDone).toBe(true);
  await assertBalanced(late);
});

test('[SD5] what the browser says of the network is never a reason not to try, and “online” ends every pause', async () => {
  const rig = await startRig();
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(3_600_000);
  const { length: tries } = rig.events.filter(({ type }) => type === 'retry');
  expect(tries).toBeGreaterThan(5);
  // It lies: there is still none.
  await rig.engine.notice('online');
  expect(rig.events.filter(({ type }) => type === 'retry')).toHaveLength(tries + 1);
  rig.relay.isUp = true;
  await rig.engine.notice('online');
  expect(rig.relay.shards.size).toBe(1);
});

test('a backlog of many page lives reads each of them a few times, however many there are', async () => {
  const reads = async (lives: number) => {
    const rig = await startRig();
    const { read } = rig.store;
    await rig.store.write(['exits'], async (transaction) => {
      for (let life = 0; life < lives; life++) {
        const clientId = `01a00000-0000-7000-8000-${String(life).padStart(12, '0')}`;
        const entries = [rig.entry(0, `row ${life}`)];
        await transaction.put('exits', [clientId, 'x'], {
          identity: null,
          tables: [notes],
          entries,
          drops: [],
        });
      }
    });
    let listed = 0;
    rig.store.read = (areas, work) =>
      read(areas, (transaction) =>
        work({
          ...transaction,
          get: transaction.get,
          keys: transaction.keys,
          list: async (area, prefix) => {
            const found = await transaction.list(area, prefix);
            if (area === 'journal') listed += found.length;
            return found;
          },
        }),
      );
    await rig.engine.flush('accepted');
    expect(rig.relay.shards.size).toBe(lives);
    return listed / lives;
  };
  const [few, many] = [await reads(20), await reads(200)];
  expect(many).toBeLessThan(few * 1.5);
}, 60_000);
