import { describe, expect, it } from 'vitest';
import { createRigDevice, createStageRig, manifestsOf } from '../../testing/stageRig.ts';
import { parseMark } from './leftMark.ts';

describe('a stage that was left open', () => {
  it('[SG9] is closed as failed by the next recorder, at the time of its last sign, with what was known of it', async () => {
    const device = createRigDevice();
    const first = createStageRig({}, device);
    const stage = first.recorder.job('job_001').stage('asr');
    stage.error('a first error');
    first.pass(2_500);
    stage.output('part.json', 'transcript');
    first.pass(60_000);
    // What was said reaches the table in a task of its own.
    await new Promise((resolve) => setTimeout(resolve, 5));
    first.end();

    const second = createStageRig({}, device);
    second.pass(3_600_000);
    const closed = await second.recorder.closeLeft();
    expect(closed).toEqual([
      { rowId: 'row-0', jobId: 'job_001', stage: 'asr', stageNumber: 1, status: 'failed', isApplied: true },
    ]);
    expect(manifestsOf(device)[0]!).toMatchObject({
      status: 'failed',
      duration_seconds: 2.5,
      completed_at: Date.parse('2025-11-27T14:09:18.623Z'),
      outputs: [{ path: 'part.json' }],
      errors: [{ message: 'a first error' }, { timestamp: '2025-11-27T15:09:16.123Z', exception_type: null }],
    });
    expect(second.messages().at(-1)).toMatch(/^ERROR ❌ Stage asr: FAILED: It was left open/);
    expect(await second.recorder.closeLeft()).toBe(closed);
    expect(await createStageRig({}, device).recorder.closeLeft()).toEqual([]);
  });

  it('[SG9] is closed once a job begins, without being asked', async () => {
    const device = createRigDevice();
    const first = createStageRig({}, device);
    first.recorder.job('j').stage('asr');
    first.end();
    createStageRig({}, device).recorder.job('k');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(manifestsOf(device)[0]!['status']).toBe('failed');
  });

  it('[SG9] keeps the end that it had come to', async () => {
    const device = createRigDevice();
    const first = createStageRig({}, device, () => new Promise(() => {}));
    const stage = first.recorder.job('j').stage('asr');
    stage.output(new File(['x'], 'hashed-for-ever.bin'), 'metadata');
    first.pass(1_000);
    void stage.success({ segments: 3 });
    first.end();
    expect(manifestsOf(device)[0]!['status']).toBe('running');
    const closed = await createStageRig({}, device).recorder.closeLeft();
    expect(closed).toMatchObject([{ status: 'success', isApplied: true }]);
    expect(manifestsOf(device)[0]!).toMatchObject({
      status: 'success',
      duration_seconds: 1,
      metadata: { segments: 3 },
      errors: [],
    });
  });

  it('[SG9] is none when it ended in time', async () => {
    const device = createRigDevice();
    const first = createStageRig({}, device);
    await first.recorder.job('j').stage('asr').success();
    first.end();
    expect(await createStageRig({}, device).recorder.closeLeft()).toEqual([]);
  });

  it('[SG9] whose row this device does not know is told, and so is one that the logger cannot take now, later again', async () => {
    const { memory } = createRigDevice();
    const first = createStageRig({}, { ...createRigDevice(), memory });
    first.recorder.job('j').stage('asr');
    first.end();
    const device = { ...createRigDevice(), memory };
    const closedDoor = {
      ...device.manifests,
      row: (rowId: string) => ({
        ...device.manifests.row(rowId),
        set: async () => ({ applied: false, reason: 'invalid', error: new Error('closed') }) as const,
      }),
    };
    const second = createStageRig({}, { ...device, manifests: closedDoor as never });
    expect(await second.recorder.closeLeft()).toMatchObject([{ isApplied: false }]);
    second.end();
    const third = createStageRig({}, device);
    expect(await third.recorder.closeLeft()).toMatchObject([{ isApplied: false, status: 'failed' }]);
    third.end();
    expect(await createStageRig({}, device).recorder.closeLeft()).toEqual([]);
  });

  it.each([
    '',
    'null',
    '[]',
    '{"jobId":"j"}',
    '{"jobId":"j","stage":"s","stageNumber":1,"startedAt":1,"lastAt":2,"end":3}',
  ])('a mark that is none is passed over: %s', (text) => {
    expect(parseMark(text)).toBeUndefined();
  });
});
