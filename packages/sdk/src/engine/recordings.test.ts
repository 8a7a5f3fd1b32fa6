import { expect, test } from 'vitest';
import { complaintsOfFlac } from '../../../../test/support/nativeFlac.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import { audioRig, encode, loadAudio, rowOf, startTake, takes } from '../testing/audioRig.ts';
import { assertBalanced, rest } from '../testing/engineRig.ts';

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

test('[AU4] before anything is heard it is noted how to complete the first clip, so that its first block waits for nothing more', async () => {
  const rig = await audioRig();
  const take = await startTake(rig, 'take');
  const record = await rig.store.read(['recordings'], (t) => t.get('recordings', ['take']));
  const [started, ...others] = record?.started ?? [];
  expect([started?.index, started?.startS, others]).toEqual([0, 0, []]);
  expect(
    Buffer.from(started?.header ?? [])
      .subarray(0, 4)
      .toString(),
  ).toBe('fLaC');
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
