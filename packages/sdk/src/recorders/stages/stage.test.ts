import { describe, expect, it } from 'vitest';
import { createStageRig, manifestsOf } from '../../testing/stageRig.ts';

const valuesOf = (rig: ReturnType<typeof createStageRig>, index = 0) => manifestsOf(rig)[index]!;

describe('a stage', () => {
  it('[SG3] {001.09} {001.17} is written as running when it begins, and again when it ends', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('job_001').stage('demux', { manifest: true });
    expect(valuesOf(rig)).toMatchObject({
      stage: 'demux',
      stage_number: 1,
      timestamp: Date.parse('2025-11-27T14:09:16.123Z'),
      status: 'running',
      duration_seconds: null,
      completed_at: null,
      ...{ inputs: [], outputs: [], intermediate_files: [], errors: [], warnings: [] },
      ...{ config: {}, job_id: 'job_001', metadata: null, parents: null, cost: null },
    });
    rig.pass(4_222);
    await stage.success();
    expect(stage.status).toBe('success');
    expect(rig.manifests.rows).toHaveLength(1);
    expect(valuesOf(rig)).toMatchObject({
      status: 'success',
      duration_seconds: 4.222,
      completed_at: Date.parse('2025-11-27T14:09:20.345Z'),
    });
  });

  it('[SG4] {001.10} {001.11} {001.19} {001.21} {001.35} has what goes in and comes out, measured and digested, in order', async () => {
    const delays = [30, 0, 10];
    const rig = createStageRig({}, undefined, async (bytes) => {
      await new Promise((resolve) => setTimeout(resolve, delays.shift() ?? 0));
      return `digest of ${bytes.byteLength}`;
    });
    const stage = rig.recorder.job('job_001').stage('demux');
    const buffer = new Uint8Array([1, 2, 3, 4]);
    stage.input(new File(['12345'], 'حديث.mp4'), 'video', { format: 'mp4', size_bytes: 1, path: 'lie' });
    stage.input({ path: 'in/config.json', data: buffer.subarray(1) }, 'config');
    stage.input('https://a.example/list.json', 'metadata', { size_bytes: 77 });
    stage.output({ path: stage.ref('audio.wav'), data: new ArrayBuffer(9) }, 'audio', {
      sample_rate: 16_000,
    });
    buffer.fill(0);
    await stage.success();
    expect(valuesOf(rig)['inputs']).toEqual([
      { type: 'video', path: 'حديث.mp4', size_bytes: 5, format: 'mp4', sha256: 'digest of 5' },
      { type: 'config', path: 'in/config.json', size_bytes: 3, sha256: 'digest of 3' },
      { type: 'metadata', path: 'https://a.example/list.json', size_bytes: 77 },
    ]);
    expect(valuesOf(rig)['outputs']).toEqual([
      {
        ...{ type: 'audio', path: 'job_001/01_demux/audio.wav', size_bytes: 9, sample_rate: 16_000 },
        sha256: 'digest of 9',
      },
    ]);
  });

  it('[SG4] {001.12} {001.22} {001.31} has its intermediate files, whether they are kept, and why', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    stage.intermediate('model_cache.bin', { retained: true, reason: 'Faster next time', size_bytes: 12 });
    stage.intermediate(new File(['abc'], 'temp.wav'), { retained: false, reason: 'Temporary' });
    await stage.success();
    expect(valuesOf(rig)['intermediate_files']).toEqual([
      {
        type: 'intermediate',
        path: 'model_cache.bin',
        size_bytes: 12,
        retained: true,
        reason: 'Faster next time',
      },
      {
        ...{ type: 'intermediate', path: 'temp.wav', size_bytes: 3, retained: false, reason: 'Temporary' },
        sha256: 'digest of 3',
      },
    ]);
    expect(rig.messages()).toContain('DEBUG Intermediate: temp.wav - not retained - Temporary');
  });

  it('[SG4] an artefact whose bytes cannot be read or digested is there without a digest', async () => {
    const rig = createStageRig({}, undefined, async () => {
      throw new Error('no');
    });
    const stage = rig.recorder.job('j').stage('asr');
    stage.input(new File(['abc'], 'gone.wav'), 'audio');
    await stage.success();
    expect(valuesOf(rig)['inputs']).toEqual([{ type: 'audio', path: 'gone.wav', size_bytes: 3 }]);
  });

  it('{001.13} {001.23} has its configuration, set whole or one by one', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr', { config: { model: 'base' } });
    expect(valuesOf(rig)['config']).toEqual({ model: 'base' });
    stage.setConfig({ model: 'whisper-large-v3', batch_size: 16 });
    stage.addConfig('language', 'hi');
    stage.addConfig('strange', { at: Number.NaN });
    await stage.success();
    expect(valuesOf(rig)['config']).toEqual({
      ...{ model: 'whisper-large-v3', batch_size: 16, language: 'hi' },
      strange: { at: 'NaN' },
    });
  });

  it('{001.15} {001.24} has its errors with their causes, and its warnings, and goes on', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    stage.error('Processing failed', new RangeError('too long', { cause: new Error('disk') }));
    rig.pass(1000);
    stage.warn('Using default configuration');
    expect(stage.status).toBe('running');
    await stage.success();
    expect(valuesOf(rig)).toMatchObject({
      status: 'success',
      errors: [
        {
          timestamp: '2025-11-27T14:09:16.123Z',
          message: 'Processing failed',
          exception_type: 'RangeError',
          exception_detail: 'too long; caused by Error: disk',
        },
      ],
      warnings: [{ timestamp: '2025-11-27T14:09:17.123Z', message: 'Using default configuration' }],
    });
    expect(rig.messages()).toEqual(
      expect.arrayContaining(['ERROR Processing failed', 'WARNING Using default configuration']),
    );
  });

  it('{001.16} {001.26} {001.40} has metadata, what its end adds, and its costs summed', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    stage.metadata({ language: 'ar', model_version: '0.9' });
    stage.cost({ calls: 1, usd: 0.006 });
    stage.cost({ calls: 2, seconds: 1.5, usd: Number.NaN });
    await stage.success({ segments_processed: 12, model_version: '1.0.0' });
    expect(valuesOf(rig)).toMatchObject({
      metadata: { language: 'ar', segments_processed: 12, model_version: '1.0.0' },
      cost: { calls: 3, usd: 0.006, seconds: 1.5 },
    });
  });

  it('{001.14} {001.34} has what the platform tells of the machine, and what it was told', async () => {
    const rig = createStageRig();
    rig.setSample({ memoryBytes: 100e6, cpuMs: 5_000, coreCount: 8 });
    const stage = rig.recorder.job('j').stage('asr');
    rig.setSample({ memoryBytes: 250e6, cpuMs: 5_500, coreCount: 8 });
    stage.warn('big');
    rig.pass(2_000);
    rig.setSample({ memoryBytes: 120e6, cpuMs: 6_000, coreCount: 8, deviceMemoryGb: 4 });
    stage.resources({ gpu_used: false });
    await stage.success();
    expect(valuesOf(rig)['resources']).toEqual({
      ...{ cpu_percent: 50, memory_mb: 120, memory_peak_mb: 250, cpu_cores: 8, device_memory_gb: 4 },
      gpu_used: false,
    });
    const silent = createStageRig();
    await silent.recorder.job('j').stage('asr').success();
    expect(valuesOf(silent)['resources']).toEqual({});
  });

  it.each<[string, unknown, object, object]>([
    ['an error', new TypeError('not audio'), { exception_type: 'TypeError' }, { error_message: 'not audio' }],
    ['words', 'Model loading failed', { exception_type: null }, { error_message: 'Model loading failed' }],
    ['anything', 42, { exception_type: 'number' }, { error_message: '42' }],
  ])('{001.25} fails with %s', async (_name, problem, error, metadata) => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    await stage.fail(problem, { segments: 3 });
    expect(valuesOf(rig)).toMatchObject({
      status: 'failed',
      errors: [error],
      metadata: { ...metadata, segments: 3 },
    });
  });

  it('{001.25} failing in words after an error tells the error once', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    stage.error('Transcription failed', new Error('x'));
    await stage.fail('Transcription failed');
    expect(valuesOf(rig)['errors']).toHaveLength(1);
  });

  it('{001.25} is skipped with a reason', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('tmdb');
    await stage.skip('Feature disabled by user');
    expect(valuesOf(rig)).toMatchObject({
      status: 'skipped',
      metadata: { reason: 'Feature disabled by user' },
      errors: [],
    });
    expect(rig.messages()).toContain('INFO ⏭️ Stage tmdb: SKIPPED (Feature disabled by user)');
  });

  it('[SG5] ends once; what comes later is kept, with a warning', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    await stage.success();
    await stage.fail('too late');
    stage.output('late.json', 'transcript');
    stage.metadata({ late: true });
    await stage.success();
    expect(valuesOf(rig)).toMatchObject({
      status: 'success',
      outputs: [{ path: 'late.json' }],
      metadata: { late: true },
      errors: [],
    });
    expect(rig.messages().filter((line) => line.startsWith('WARNING'))).toEqual([
      'WARNING Its end as failed came after the end of the stage (success), and changes nothing',
      'WARNING An output came after the end of the stage (success)',
      'WARNING Metadata came after the end of the stage (success)',
      'WARNING Its end as success came after the end of the stage (success), and changes nothing',
    ]);
  });

  it('{001.17} has no manifest where none is wanted, and its lines all the same', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('warmup', { manifest: false });
    stage.input('a', 'audio');
    await stage.success();
    expect(stage.manifest).toBeUndefined();
    expect(rig.manifests.rows).toEqual([]);
    expect(rig.messages()).toContain('INFO 📥 Input: a');
  });

  it('[R6] nothing that it is told makes it throw, or the table refuse its row', async () => {
    const rig = createStageRig();
    const stage = rig.recorder.job('j').stage('asr');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    stage.setConfig(circular);
    stage.metadata({ run: () => {}, big: 2n ** 80n });
    stage.input(undefined as never, undefined as never);
    stage.output({ path: 5, data: undefined } as never, 'x', { type: 'y', sha256: 'z' });
    stage.resources(null as never);
    stage.cost(null as never);
    stage.intermediate('x', undefined as never);
    stage.error(new Error('as a message') as never);
    stage.warn((() => {}) as never);
    stage.addConfig(undefined as never, undefined);
    stage.log.info('with data', { circular, bytes: new Uint8Array(2) });
    stage.log.error(undefined as never, Symbol('s'));
    await stage.success({ when: new Date(Number.NaN) });
    expect(rig.manifests.refusals).toEqual([]);
    expect(rig.lines.refusals).toEqual([]);
    expect(valuesOf(rig)['status']).toBe('success');
  });
});
