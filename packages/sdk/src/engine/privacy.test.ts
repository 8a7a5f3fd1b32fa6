import { expect, test } from 'vitest';
import { createJsonLinesWriter } from '../parquet/jsonLinesWriter.ts';
import { AREAS, type Area } from '../store/store.ts';
import { audioRig, encode, startTake, takes } from '../testing/audioRig.ts';
import { assertBalanced, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';
import type { Transport } from '../upload/transport.ts';
import { isWithheld } from './keepConsent.ts';
import { sendWaiting } from './sendWaiting.ts';

/** Everything that lies in the store, by area. */
async function dump({ store }: Pick<Rig, 'store'>): Promise<Partial<Record<Area, unknown>>> {
  const all: Partial<Record<Area, unknown>> = {};
  for (const area of AREAS) {
    const listed = await store.read([area], (transaction) => transaction.list(area));
    if (listed.length > 0) all[area] = listed;
  }
  return all;
}

/** A relay that notes every call. */
function countedRelay() {
  const relay = createFakeRelay([notes]);
  const calls: string[] = [];
  for (const name of ['requestTicket', 'putShard', 'shardStates'] as const) {
    const real = relay[name] as (...given: unknown[]) => unknown;
    Object.assign(relay, {
      [name]: (...given: unknown[]) => {
        calls.push(name);
        return real(...given);
      },
    } satisfies Partial<Record<keyof Transport, unknown>>);
  }
  return { relay, calls };
}

test('[SD9] while the consent is pending rows are kept and no call goes out; granted, they go', async () => {
  const { relay, calls } = countedRelay();
  const rig = await startRig({ relay, config: { consent: 'pending' } });
  await rig.engine.write([rig.entry(0, 'a')], []);
  const flushed = rig.engine.flush('accepted');
  await rig.engine.notice('hidden');
  await rig.engine.notice('online');
  await rig.time.advance(3 * 3_600_000);
  expect(calls).toEqual([]);
  expect(rig.events.filter(({ type }) => type === 'retry')).toEqual([]);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 1, pending: 1 });
  await rig.engine.setConsent('granted');
  await rig.time.advance(5_000);
  await flushed;
  expect(rowsAt(relay)).toMatchObject([{ text: 'a' }]);
});

test('[SD9] a service worker sends nothing either while the consent is pending', async () => {
  const rig = await startRig({ config: { consent: 'pending' } });
  await rig.engine.write([rig.entry(0, 'a')], []);
  const { relay, calls } = countedRelay();
  const send = () =>
    sendWaiting({
      relay: 'https://relay.test',
      dataset: 'tests',
      credential: async () => undefined,
      environment: {
        openStore: async () => ({ ...rig.store, kind: 'indexeddb', close() {} }),
        createTransport: () => relay,
        loadWriter: async () => createJsonLinesWriter(),
        locks: undefined,
        sha256: async () => 'f'.repeat(64),
        now: rig.time.now,
        random: () => 0.5,
        newId: () => crypto.randomUUID(),
        schedule(work) {
          const timer = setTimeout(work);
          return () => clearTimeout(timer);
        },
        wasmRefusal: undefined,
        estimateStorage: async () => ({}),
      },
    });
  await send();
  expect(calls).toEqual([]);
  await rig.engine.setConsent('granted');
  await rest();
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(1, 'b')], []);
  await send();
  expect(calls).toContain('putShard');
});

test('[SD9] a withdrawn consent deletes everything but the counts, what waits, what is dead and what was delivered', async () => {
  const rig = await startRig();
  rig.relay.userId = 'who-it-is';
  await rig.engine.write([rig.entry(0, 'delivered words')], []);
  await rig.engine.flush('accepted');
  rig.relay.nextAnswers.push(() => ({
    kind: 'problem',
    problem: { type: 'x', title: 'no', status: 422, code: 'shard_invalid', retryable: false, detail: 'no' },
  }));
  await rig.engine.write([rig.entry(1, 'dead words')], []);
  await rig.engine.flush('accepted');
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(2, 'waiting words'), rig.entry(3, 'other words')], []);
  const exit = { identity: null, tables: [notes], entries: [rig.entry(4, 'parting words')], drops: [] };
  await rig.store.write(['exits'], (t) => t.put('exits', ['another', 'exit'], exit));

  await rig.engine.setConsent('denied');
  const left = await dump(rig);
  expect(Object.keys(left)).toEqual(['counters']);
  expect(JSON.stringify(left)).not.toMatch(/words|row-|who-it-is/);
  expect((await rig.engine.stats()).tables['notes']).toEqual({
    appended: 5,
    pending: 0,
    accepted: 1,
    committed: 0,
    dead: 0,
    dropped: { consent_denied: 4 },
  });
  await assertBalanced(rig);
});

test('[SD9] granted again, the same page life goes on, and sends nothing of before', async () => {
  const rig = await startRig();
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(0, 'before')], [{ table: 'notes', reason: 'invalid', total: 2 }]);
  await rig.engine.setConsent('denied');
  // The page counts anew, and a change of a row that is gone comes late.
  expect(
    await rig.engine.write(
      [rig.change(0, 9, [[0, 'late']])],
      [{ table: 'notes', reason: 'consent_denied', total: 3 }],
    ),
  ).toEqual(['forgotten']);
  await rig.engine.setConsent('granted');
  rig.relay.isUp = true;
  await rig.engine.write([rig.entry(1, 'after')], []);
  const flushed = rig.engine.flush('accepted');
  await rig.time.advance(60_000);
  await flushed;
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['after']);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({
    appended: 7,
    accepted: 1,
    dropped: { invalid: 2, consent_denied: 4 },
  });
  await assertBalanced(rig);
});

test('[SD9] an upload under way when the consent is withdrawn is cut off, and leaves nothing', async () => {
  const cut: AbortSignal[] = [];
  const relay = createFakeRelay([notes]);
  const rig = await startRig({
    relay,
    parts: {
      createTransport: ({ signal }) => ({
        ...relay,
        requestTicket: relay.requestTicket,
        putShard: () =>
          new Promise((resolve) => {
            const own = signal();
            cut.push(own);
            own.addEventListener('abort', () => resolve({ kind: 'unreachable', status: 0, reason: 'cut' }));
          }),
      }),
    },
  });
  await rig.engine.write([rig.entry(0, 'a')], []);
  rig.engine.flush('accepted').catch(() => {});
  await rest();
  expect(cut.map(({ aborted }) => aborted)).toEqual([false]);
  await rig.engine.setConsent('denied');
  await rest();
  expect(cut[0]?.aborted).toBe(true);
  expect(Object.keys(await dump(rig))).toEqual(['counters']);
  await assertBalanced(rig);
});

test('[SD9] what an earlier visit left is deleted by one that begins without consent, and nothing goes out', async () => {
  const first = await startRig();
  first.relay.isUp = false;
  await first.engine.write([first.entry(0, 'of yesterday')], []);
  await first.engine.close();
  const { relay, calls } = countedRelay();
  const next = await startRig({ store: first.store, relay, time: first.time, config: { consent: 'denied' } });
  await next.time.advance(3_600_000);
  expect(Object.keys(await dump(next))).toEqual(['counters']);
  expect(calls).toEqual([]);
  expect(next.events).toContainEqual({
    type: 'dropped',
    detail: { table: 'notes', reason: 'consent_denied', rowCount: 1 },
  });
});

test('[SD9] rows, recordings and encodings that come later than the withdrawal are refused, and leave nothing', async () => {
  const rig = await audioRig();
  await rig.engine.setConsent('denied');
  const row = { ...rig.entry(0, '', takes), line: '[null,null]' };
  const change = { table: 'takes', rowId: 'row-0', change: 1, at: 0, line: '[]' };
  const late: Record<string, Promise<unknown>> = {
    row: rig.engine.write([row], []),
    change: rig.engine.changeRow(change),
    recording: startTake(rig, 'take'),
    encoding: encode(rig, 'encoded'),
  };
  for (const [what, call] of Object.entries(late))
    await expect(call, what).rejects.toMatchObject({ code: 'consent_denied' });
  expect(await dump(rig)).toEqual({});
});

test.each<[string, (rig: Rig) => Promise<unknown>]>([
  ['a row', (rig) => rig.engine.write([{ ...rig.entry(0, '', takes), line: '[null,null]' }], [])],
  ['a recording', (rig) => rig.engine.startRecording({ recordingId: 'a', sampleRate: 16_000, startedAt: 0 })],
  ['an encoding', (rig) => rig.engine.encode('a', new Float32Array(400_000), 16_000)],
])('[SD9] %s that is being taken in at the withdrawal is deleted, too', async (_what, begin) => {
  const rig = await audioRig();
  const begun = begin(rig).catch(() => {});
  const denying = rig.engine.setConsent('denied');
  await rig.time.advance(10);
  await denying;
  await begun;
  await rest();
  expect(Object.keys(await dump(rig)).filter((area) => area !== 'counters')).toEqual([]);
  await assertBalanced(rig);
});

test('[SD9] a ticket that was asked for before the withdrawal names nobody after it', async () => {
  let credential: (given: string) => void = () => {};
  const rig = await startRig({
    host: {
      credential: () =>
        new Promise((resolve) => {
          credential = resolve;
        }),
    },
  });
  await rig.engine.write([rig.entry(0, 'a')], []);
  void rig.engine.notice('hidden');
  await rest();
  await rig.engine.setConsent('denied');
  await rig.engine.setConsent('granted');
  credential('of before');
  await rest();
  expect(rig.events.filter(({ type }) => type === 'identity')).toEqual([]);
});

test('[SD17] clear() deletes what waits and what is dead, counts it, and goes on hearing of what was delivered', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'delivered')], []);
  await rig.engine.flush('accepted');
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(1, 'waiting'), rig.entry(2, 'too')], []);
  await rig.engine.clear();
  expect(await rig.engine.rowState('notes', 'row-1')).toEqual({ kind: 'unknown' });
  rig.relay.isUp = true;
  rig.relay.commitAll();
  await rig.engine.write([rig.entry(3, 'after')], []);
  const flushed = rig.engine.flush('committed');
  rig.relay.commitAll();
  for (let i = 0; i < 5; i++) {
    await rig.time.advance(60_000);
    rig.relay.commitAll();
  }
  await flushed;
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['delivered', 'after']);
  expect((await rig.engine.stats()).tables['notes']).toEqual({
    appended: 4,
    pending: 0,
    accepted: 0,
    committed: 2,
    dead: 0,
    dropped: { cleared: 2 },
  });
});

test('[SD17] [SD9] clear() leaves what tells a service worker that nothing may be sent yet', async () => {
  const rig = await startRig({ config: { consent: 'pending' } });
  await rig.engine.clear();
  expect(await isWithheld(rig.store)).toBe(true);
});

test('[SD18] a row that was not sent is deleted with its changes and counted; one that was sent stays', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'sent')], []);
  await rig.engine.flush('accepted');
  await rig.engine.write(
    [rig.entry(1, 'kept'), rig.entry(2, 'deleted'), rig.change(2, 5, [[0, 'changed']])],
    [],
  );
  expect(await rig.engine.deleteRow('notes', 'row-2')).toEqual({ deleted: true });
  expect(await rig.engine.deleteRow('notes', 'row-2')).toEqual({ deleted: false, reason: 'unknown' });
  expect(await rig.engine.deleteRow('notes', 'row-0')).toEqual({ deleted: false, reason: 'sealed' });
  // Said again by the page that wrote it as it went, it does not come back.
  await rig.engine.write([rig.entry(2, 'deleted')], []);
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['sent', 'kept']);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 3, dropped: { deleted: 1 } });
  await assertBalanced(rig);
});
