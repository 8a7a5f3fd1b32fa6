import { audio, string, table } from '@parqueue/schema';
import { expect, test, vi } from 'vitest';
import { complaintsOfFlac } from '../../../../test/support/nativeFlac.ts';
import { flac } from '../../../../test/support/recordedClips.ts';
import { noise } from '../../../../test/support/signals.ts';
import type { Clip } from '../api/audio.ts';
import { createFlacEncoder } from '../audio/flacEncoder.ts';
import { openPcmHash } from '../audio/pcmHash.ts';
import { recoverClip } from '../audio/recoverClip.ts';
import type { ShardContent } from '../parquet/shardWriter.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { assertBalanced, type Rig, type RigOptions, rest, startRig } from '../testing/engineRig.ts';
import { createFakeLocks } from '../testing/fakeLocks.ts';
import type { AudioParts } from './engineEnvironment.ts';

const takes = table({
  name: 'takes',
  format: 'parquet',
  features: { audio: audio({ samplingRate: 16_000 }), user_id: string() },
});

const loadAudio = async (): Promise<AudioParts> => ({
  createEncoder: () => createFlacEncoder(flac),
  openPcmHash,
  recover: (header, blocks) => recoverClip(flac, header, blocks),
});

/** Files as they go into shards, and rows that go without. */
interface Written {
  readonly files: Uint8Array[];
  silent: number;
}

async function audioRig(options: RigOptions = {}): Promise<Rig & { written: Written }> {
  const written: Written = { files: [], silent: 0 };
  const writer = {
    async write({ rows, readAudio }: ShardContent) {
      for (const [cell] of rows) {
        const file = Array.isArray(cell) ? await readAudio(cell[0] as string, cell[1] as number) : null;
        if (file === null) written.silent++;
        else written.files.push(file.bytes);
      }
      return new Uint8Array(8);
    },
  };
  const rig = await startRig({
    tables: [takes],
    ...options,
    parts: { loadAudio, loadWriter: async () => writer, ...options.parts },
  });
  return { ...rig, written };
}

const rowOf = (rig: Rig, seq: number, recordingId: string, index = 0) => ({
  ...rig.entry(seq, '', takes),
  line: JSON.stringify([[recordingId, index], null]),
});

/** Encodes a second of noise, or what is given, while time goes on. */
async function encode(rig: Rig, recordingId: string, samples = noise(16_000)): Promise<readonly Clip[]> {
  const encoding = rig.engine.encode(recordingId, samples, 16_000);
  encoding.catch(() => {});
  await rig.time.advance(1);
  await rig.time.advance(1);
  return encoding;
}

/** The page's end of a capture. */
async function startTake(rig: Rig, recordingId: string) {
  const { port1, port2 } = new MessageChannel();
  await rig.engine.startRecording({ recordingId, sampleRate: 16_000, startedAt: rig.time.now() });
  await rig.engine.attachCapture(recordingId, port2);
  let firstFrame = 0;
  return {
    async hear(seconds: number) {
      const samples = noise(seconds * 16_000).map((value) => value / 4);
      const taken = new Promise((resolve) => {
        port1.onmessage = resolve;
      });
      port1.postMessage({ kind: 'batch', samples, firstFrame });
      firstFrame += samples.length;
      await taken;
      await rest();
    },
    end: () => port1.postMessage({ kind: 'eof', frameCount: firstFrame }),
    close: () => port1.close(),
  };
}

test('a row of a running recording waits for it, others do not; it goes at the end of the recording', async () => {
  const rig = await audioRig();
  await rig.time.advance(5_000);
  const take = await startTake(rig, 'take');
  await rig.engine.write([rowOf(rig, 0, 'take')], []);
  await rig.engine.write([{ ...rig.entry(1, '', takes), line: '[null,null]' }], []);
  await take.hear(2);
  await rig.time.advance(59_000);
  expect(rig.relay.shards.size).toBe(1);
  take.end();
  const [clip] = await rig.engine.finishRecording('take', false);
  expect(clip?.durationS).toBe(2);
  await rig.time.advance(10);
  expect([...rig.relay.shards.values()].map(({ seqs }) => seqs)).toEqual([[[1, 1]], [[0, 0]]]);
  expect(complaintsOfFlac(rig.written.files[0]!)).toBe('');
  await assertBalanced(rig);
  take.close();
});

test('a row without audio in a table with audio waits for its interval', async () => {
  const rig = await audioRig();
  await rig.time.advance(5_000);
  await rig.engine.write([{ ...rig.entry(0, '', takes), line: '[null,null]' }], []);
  await rig.time.advance(58_000);
  expect(rig.relay.shards.size).toBe(0);
  await rig.time.advance(3_000);
  expect(rig.relay.shards.size).toBe(1);
});

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
  const finished = rig.engine.finishRecording('take', false);
  const refused = expect(finished).rejects.toMatchObject({ code: 'storage_failed' });
  await rest();
  room = 1_000;
  await refused;
  expect(rig.events).toContainEqual({ type: 'quota', detail: { kind: 'audio' } });
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

test('a clip that two pages gave to rows goes with the one that is sent first', async () => {
  const rig = await audioRig();
  await encode(rig, 'take');
  await rig.engine.write([rowOf(rig, 0, 'take')], []);
  await rig.engine.flush('accepted');
  await rig.engine.write([rowOf(rig, 1, 'take')], []);
  await rig.engine.flush('accepted');
  expect([rig.written.files.length, rig.written.silent]).toEqual([1, 1]);
  await assertBalanced(rig);
});

test('nothing to encode gives no clips and leaves nothing behind; nor does an encoder that fails', async () => {
  const rig = await audioRig();
  expect(await encode(rig, 'empty', new Float32Array(0))).toEqual([]);
  const failing = await audioRig({
    store: rig.store,
    parts: {
      loadAudio: async () => ({
        ...(await loadAudio()),
        createEncoder: () => {
          throw new Error('the codec gave up');
        },
      }),
    },
  });
  await expect(encode(failing, 'failed')).rejects.toThrow('gave up');
  expect(await rig.store.read(['recordings'], (t) => t.keys('recordings'))).toEqual([]);
  expect(await rig.store.read(['blocks'], (t) => t.keys('blocks'))).toEqual([]);
});

test('a recording that is deleted while it runs leaves nothing behind', async () => {
  const rig = await audioRig();
  const take = await startTake(rig, 'take');
  void take.hear(3);
  await rig.engine.deleteRecording('take');
  await rest();
  expect(await rig.store.read(['recordings'], (t) => t.keys('recordings'))).toEqual([]);
  expect(await rig.store.read(['blocks'], (t) => t.keys('blocks'))).toEqual([]);
  take.close();
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

test('an engine that is to be replaced is not while it records', async () => {
  const rig = await audioRig({
    parts: {
      loadWriter: async () => ({
        write: () => Promise.reject(new ShardWriterError('broken', 'the WASM gave up')),
      }),
    },
  });
  const take = await startTake(rig, 'take');
  await rig.engine.write([{ ...rig.entry(0, '', takes), line: '[null,null]' }], []);
  await rig.time.advance(70_000);
  expect(rig.restarts).toEqual([]);
  await take.hear(1);
  take.end();
  await rig.engine.finishRecording('take', false);
  expect(rig.restarts).toHaveLength(1);
  take.close();
});
