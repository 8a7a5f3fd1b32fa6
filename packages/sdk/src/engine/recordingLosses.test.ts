import { expect, test, vi } from 'vitest';
import { complaintsOfFlac, decodeWithFlac } from '../../../../test/support/nativeFlac.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { audioRig, encode, rowOf, startTake } from '../testing/audioRig.ts';
import { assertBalanced } from '../testing/engineRig.ts';
import { createFakeLocks } from '../testing/fakeLocks.ts';

test('[AU4] [R13] a recording whose engine died is completed by the next one, and its row goes with what was kept', async () => {
  const first = await audioRig({ parts: { locks: createFakeLocks() } });
  const take = await startTake(first, 'take');
  await first.engine.write([rowOf(first, 0, 'take')], []);
  for (let i = 0; i < 8; i++) await take.hear(0.5);
  // Nothing is said of the end: the page is gone, and with it the lock.
  const { store, relay, time } = first;
  const second = await audioRig({ store, relay, time, parts: { locks: createFakeLocks() } });
  await time.advance(3_000);
  // The first engine is not really dead; it may have sent what the second completed.
  const file = await vi.waitFor(() => {
    const [sent] = [...first.written.files, ...second.written.files];
    if (sent === undefined) throw new Error('not yet');
    return sent;
  });
  expect(complaintsOfFlac(file)).toBe('');
  const record = await store.read(['recordings'], (t) => t.get('recordings', ['take']));
  expect(record === undefined || record.state === 'complete').toBe(true);
  expect(file.length).toBeGreaterThan(3 * 16_000);
  await assertBalanced(second);
  take.close();
});

test('[AU4] a recording of a tab that lives is left alone', async () => {
  const locks = createFakeLocks();
  const first = await audioRig({ parts: { locks } });
  const take = await startTake(first, 'take');
  await take.hear(2);
  const { store, relay, time } = first;
  await audioRig({ store, relay, time, parts: { locks } });
  await time.advance(10_000);
  const record = await store.read(['recordings'], (t) => t.get('recordings', ['take']));
  expect(record?.state).toBe('recording');
  take.end();
  expect(await first.engine.finishRecording('take', false)).toHaveLength(1);
  take.close();
});

test('[R13] a recording that ends just as another tab takes its page for dead keeps its sound', async () => {
  const first = await audioRig({ parts: { locks: createFakeLocks() } });
  const take = await startTake(first, 'take');
  await take.hear(2);
  const { store, relay, time } = first;
  const nobodyLives: LockManager = {
    ...createFakeLocks(),
    async query() {
      await first.engine.finishRecording('take', true);
      return { held: [], pending: [] };
    },
  };
  const second = await audioRig({ store, relay, time, parts: { locks: nobodyLives } });
  await time.advance(3_000);
  const file = await second.engine.readClip('take', 0);
  expect(file && complaintsOfFlac(file)).toBe('');
  expect(file && decodeWithFlac(file)).toHaveLength(32_000);
  take.close();
});

test('[R13] a recording whose worklet died ends with what came, and one whose end is lost does not wait for ever', async () => {
  const rig = await audioRig();
  const cut = await startTake(rig, 'cut');
  await cut.hear(1);
  expect((await rig.engine.finishRecording('cut', true))[0]?.durationS).toBe(1);
  const lost = await startTake(rig, 'lost');
  await lost.hear(1);
  const finishing = [rig.engine.finishRecording('lost', false), rig.engine.finishRecording('lost', false)];
  await rig.time.advance(6_000);
  const [clips, again] = await Promise.all(finishing);
  expect(clips![0]?.durationS).toBe(1);
  expect(again).toEqual(clips);
  expect(await rig.engine.finishRecording('lost', false)).toEqual(clips);
  cut.close();
  lost.close();
});

test('[R12] storage that takes no more audio: the beginning is kept, told, and the row goes with it', async () => {
  const inner = createMemoryStore();
  let room = 3;
  const store: Store = {
    ...inner,
    write: (areas, work, options) =>
      inner.write(
        areas,
        (transaction) =>
          work({
            ...transaction,
            async put(area, key, value) {
              if (area === 'blocks' && room-- <= 0)
                throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
              return transaction.put(area, key, value);
            },
          }),
        options,
      ),
  };
  const rig = await audioRig({ store });
  const take = await startTake(rig, 'take');
  await rig.engine.write([rowOf(rig, 0, 'take')], []);
  await take.hear(4);
  take.end();
  expect(await rig.engine.finishRecording('take', false)).toMatchObject([{ recordingId: 'take', index: 0 }]);
  room = 1_000;
  expect(rig.events).toContainEqual({ type: 'quota', detail: { kind: 'audio', recordingId: 'take' } });
  await rig.engine.flush('accepted');
  expect(complaintsOfFlac(rig.written.files[0]!)).toBe('');
  await assertBalanced(rig);
  take.close();
});

test('[R12] a clip that is gone does not keep its row: it goes without, and that is said', async () => {
  const rig = await audioRig();
  const [clip] = await encode(rig, 'deleted');
  await rig.engine.deleteRecording(clip!.recordingId);
  await rig.engine.write(
    [rowOf(rig, 0, 'deleted'), rowOf(rig, 1, 'never was'), rowOf(rig, 2, 'deleted', 7)],
    [],
  );
  await rig.engine.flush('accepted');
  expect(rig.written.silent).toBe(3);
  expect(rig.events.filter((e) => e.type === 'error' && e.detail.code === 'clip_unknown')).toHaveLength(3);
  await assertBalanced(rig);
});

test('[R12] a clip that no row took for seven days is deleted and told; one that a row waits with is not', async () => {
  const first = await audioRig();
  for (const id of ['unwanted', 'wanted', 'young']) {
    if (id === 'young') await first.time.advance(7 * 24 * 3_600_000);
    await encode(first, id);
  }
  first.relay.isUp = false;
  await first.engine.write([rowOf(first, 0, 'wanted')], []);
  await first.engine.close();
  const { store, relay, time } = first;
  const second = await audioRig({ store, relay, time });
  await time.advance(3_000);
  const untaken = second.events.filter(({ type }) => type === 'untaken');
  expect(untaken).toEqual([{ type: 'untaken', detail: { recordingId: 'unwanted', clipCount: 1 } }]);
  const ids = await store.read(['recordings'], (t) => t.keys('recordings'));
  expect(ids.flat().toSorted()).toEqual(['wanted', 'young']);
});

test('[AU4] an engine that is closed while it records completes the recording', async () => {
  const rig = await audioRig();
  const take = await startTake(rig, 'take');
  await take.hear(2);
  await rig.engine.close();
  const record = await rig.store.read(['recordings'], (t) => t.get('recordings', ['take']));
  expect(record).toMatchObject({ state: 'complete', clips: [{ durationS: 2 }] });
  take.close();
});
