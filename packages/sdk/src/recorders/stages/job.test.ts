import { describe, expect, it } from 'vitest';
import { createStageRig, linesOf, manifestsOf } from '../../testing/stageRig.ts';

describe('a job', () => {
  it('[SG6] {001.20} {001.36} numbers its stages from 1, names their artefacts, and knows what depends on what', async () => {
    const rig = createStageRig();
    const job = rig.recorder.job('job_001');
    const demux = job.stage('demux');
    demux.output(demux.ref('audio.wav'), 'audio');
    await demux.success();
    const tmdb = job.stage('tmdb');
    await tmdb.skip('Not asked for');
    const asr = job.stage('asr', { dependsOn: ['tmdb'] });
    asr.input(job.ref('demux', 'audio.wav'), 'audio');
    asr.input(job.ref('demux', 'audio.wav'), 'audio');
    asr.output(asr.ref('segments.json'), 'transcript');
    asr.input(asr.ref('segments.json'), 'transcript');
    await asr.success();
    expect(
      manifestsOf(rig).map((values) => [values['stage'], values['stage_number'], values['parents']]),
    ).toEqual([
      ['demux', 1, null],
      ['tmdb', 2, null],
      [
        'asr',
        3,
        [
          { stage: 'tmdb', stage_number: 2 },
          { stage: 'demux', stage_number: 1, path: 'job_001/01_demux/audio.wav' },
        ],
      ],
    ]);
  });

  it('[SG6] a reference to a stage that is not there is told as a warning, never thrown', async () => {
    const rig = createStageRig();
    const job = rig.recorder.job('j');
    expect(job.ref('nowhere', 'audio.wav')).toBe('j/00_nowhere/audio.wav');
    job.stage('asr', { dependsOn: ['never'] });
    expect(rig.messages().filter((line) => line.startsWith('WARNING'))).toEqual([
      'WARNING ⚠️ There is no stage nowhere, of which audio.wav was asked for',
      'WARNING ⚠️ There is no stage never to depend on',
    ]);
  });

  it('{001.20} the newest stage of a name is meant, and numbers may be given', () => {
    const job = createStageRig().recorder.job('j');
    job.stage('asr', { number: 4 });
    job.stage('asr');
    expect(job.ref('asr', 'a')).toBe('j/05_asr/a');
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31, 'two' as never])(
    '[SG6] {001.09} a stage of number %s has the next one, and a warning says so',
    (number) => {
      const rig = createStageRig();
      const job = rig.recorder.job('j');
      job.stage('first');
      expect(job.stage('asr', { number }).number).toBe(2);
      expect(rig.messages()).toContain(
        `WARNING ⚠️ Stage asr: number is to be a whole number from 1 to 2147483647, not ${number}`,
      );
    },
  );

  it('[SG6] after the highest number there is, stages are counted', () => {
    const rig = createStageRig();
    const job = rig.recorder.job('j');
    job.stage('last', { number: 2 ** 31 - 1 });
    expect(job.stage('one more').number).toBe(2);
    expect(rig.manifests.refusals).toEqual([]);
  });

  it('[SG7] {001.25} runs work in a stage that ends whatever happens', async () => {
    const rig = createStageRig();
    const job = rig.recorder.job('j');
    const failure = new TypeError('not audio');
    await expect(
      job.run('decode', () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    await expect(job.run('resample', async () => Promise.reject('text'))).rejects.toBe('text');
    expect(await job.run('vad', (stage) => stage.name.length)).toBe(3);
    await job.run('encode', (stage) => stage.skip('Nothing to do'));
    await expect(
      job.run('upload', async (stage) => {
        await stage.fail('refused');
        throw new Error('after its end');
      }),
    ).rejects.toThrow('after its end');
    const begun = job.stage('late');
    await job.run(begun, () => {});
    expect(job.stages.map(({ name, status }) => [name, status])).toEqual([
      ['decode', 'failed'],
      ['resample', 'failed'],
      ['vad', 'success'],
      ['encode', 'skipped'],
      ['upload', 'failed'],
      ['late', 'success'],
    ]);
    expect(manifestsOf(rig).map((values) => values['status'])).toEqual(
      job.stages.map(({ status }) => status),
    );
    expect(manifestsOf(rig)[0]!['errors']).toMatchObject([
      { message: 'not audio', exception_type: 'TypeError', exception_detail: 'not audio' },
    ]);
  });

  it('{001.01} {001.03} {001.06} logs where all is, each step, and how it went', async () => {
    const rig = createStageRig({ where: 'https://a.example/board' });
    const job = rig.recorder.job('job_001');
    const demux = job.stage('demux');
    demux.input('in/sample.mp4', 'video', { size_bytes: 52_428_800 });
    demux.cost({ calls: 1, usd: 0.1 });
    rig.pass(4_200);
    await demux.success();
    const asr = job.stage('asr');
    asr.cost({ calls: 2, usd: 0.2 });
    rig.pass(1_000);
    await asr.fail(new Error('Model loading failed'));
    job.stage('report');
    const summary = await job.end();
    expect(await job.end()).toBe(summary);
    expect(rig.messages().filter((line) => !line.startsWith('DEBUG'))).toEqual([
      `INFO ${'='.repeat(80)}`,
      'INFO JOB job_001',
      `INFO ${'='.repeat(80)}`,
      'INFO 📋 Pipeline log: table log_line, every line of this job from INFO on',
      'INFO 📋 Stage logs: table log_line, every line with the name of the stage',
      'INFO 📋 Stage manifests: table stage_manifest, one row a stage',
      'INFO 📋 To be seen at https://a.example/board',
      'INFO ▶️ Stage demux: STARTING',
      'INFO 📥 Input: in/sample.mp4 (52.4 MB)',
      'INFO ✅ Stage demux: COMPLETED (4.2s)',
      'INFO ▶️ Stage asr: STARTING',
      'ERROR ❌ Stage asr: FAILED (1.0s): Model loading failed',
      'INFO ▶️ Stage report: STARTING',
      'ERROR ❌ Stage report: FAILED (0.0s): It was left open when the job ended',
      'INFO ✅ 01_demux: success (4.2s)',
      'INFO ❌ 02_asr: failed (1.0s): Model loading failed',
      'INFO ❌ 03_report: failed (0.0s): It was left open when the job ended',
      'ERROR ❌ Job job_001: FAILED (5.2s), 3 stages, 1 completed, 2 failed, 0 skipped, 2 errors, 0 warnings, cost 3 calls, $0.3',
    ]);
    expect(summary).toMatchObject({
      ...{ jobId: 'job_001', status: 'failed', durationS: 5.2, firstFailed: 'asr' },
      counts: { success: 1, failed: 2, skipped: 0, running: 0 },
      cost: { calls: 3 },
    });
  });

  it('[SG8] {001.01} {001.02} {001.04} {001.07} {001.08} {001.18} keeps details in the log of the stage alone, and the rest in both', () => {
    const rig = createStageRig();
    const job = rig.recorder.job('job_001');
    const asr = job.stage('asr', { level: 'DEBUG' });
    asr.log.output('ffmpeg', 'Input #0, wav\r\n\n  Stream #0:0: Audio\n');
    asr.log.info('Model: whisper', { device: 'mps' });
    const quiet = job.stage('quiet', { level: 'INFO' });
    quiet.log.debug('not kept');
    quiet.log.warn('kept');
    job.log.debug('a detail of the pipeline');
    const rows = linesOf(rig);
    const ofStage = (name: string) => rows.filter(({ stage }) => stage === name);
    const ofPipeline = rows.filter(({ level }) => level !== 'DEBUG');
    expect(ofStage('asr').map(({ level, logger, message, data }) => [level, logger, message, data])).toEqual([
      ['INFO', 'pipeline', '▶️ Stage asr: STARTING', null],
      ['DEBUG', 'asr', 'ffmpeg: Input #0, wav', null],
      ['DEBUG', 'asr', 'ffmpeg:   Stream #0:0: Audio', null],
      ['INFO', 'asr', 'Model: whisper', { device: 'mps' }],
    ]);
    expect(ofStage('quiet').map(({ message }) => message)).toEqual(['▶️ Stage quiet: STARTING', 'kept']);
    expect(ofPipeline.map(({ message }) => message).slice(6)).toEqual([
      '▶️ Stage asr: STARTING',
      'Model: whisper',
      '▶️ Stage quiet: STARTING',
      'kept',
    ]);
    expect(rows.map((row) => row['line_number'])).toEqual(rows.map((_, i) => i + 1));
    expect(new Set(rows.map((row) => row['job_id']))).toEqual(new Set(['job_001']));
  });

  it.each([
    ['INFO', ['info', 'warn']],
    ['DEBUG', ['info', 'debug', 'warn']],
    ['ERROR', []],
    ['off', []],
  ] as const)('[SG8] {001.04} {001.05} prints from the level %s on', (console, levels) => {
    const rig = createStageRig({ console });
    const job = rig.recorder.job('j');
    const banner = rig.printed.length;
    job.log.info('one');
    job.log.debug('two');
    job.log.warn('three');
    expect(rig.printed.slice(banner).map(([level]) => level)).toEqual(levels);
    expect(rig.lines.rows.slice(-3).map(({ values }) => values['message'])).toEqual(['one', 'two', 'three']);
  });

  it('{001.05} prints in the line format, with or without emoji', () => {
    const rig = createStageRig();
    rig.recorder.job('j').stage('demux');
    expect(rig.printed.at(-1)).toEqual([
      'info',
      '[2025-11-27 14:09:16] [pipeline] [INFO] ▶️ Stage demux: STARTING',
    ]);
    const plain = createStageRig({ emoji: false });
    plain.recorder.job('j').stage('demux');
    expect(plain.printed.at(-1)?.[1]).toBe('[2025-11-27 14:09:16] [pipeline] [INFO] Stage demux: STARTING');
    expect(plain.messages().at(-1)).toBe('INFO Stage demux: STARTING');
  });

  it('has an id of its own where none is given', () => {
    expect(createStageRig().recorder.job().id).toBe('id-0');
  });
});
