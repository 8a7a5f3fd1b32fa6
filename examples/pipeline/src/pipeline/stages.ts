import type { Clip } from '@parqueue/sdk';
import type { Job, Stage } from '@parqueue/sdk/stages';
import type { PipelineLogger } from '../pipelineLogger.ts';
import type { Sound } from './decode.ts';
import { findSpeech, loudnessOf, SPEECH_SEARCH, type Speech } from './findSpeech.ts';

/** The rate that speech models listen at, in Hz. */
const SPEECH_RATE = 16_000;
/** Whoever waits longer is offline: the rows are safe on the device. */
const SEND_WITHIN_MS = 10_000;

export async function resample(stage: Stage, job: Job, { samples, sampleRate }: Sound): Promise<Sound> {
  stage.setConfig({ from_rate: sampleRate, to_rate: SPEECH_RATE });
  stage.input(job.ref('decode', 'decoded.f32'), 'audio', { size_bytes: samples.byteLength });
  const length = Math.max(1, Math.round((samples.length / sampleRate) * SPEECH_RATE));
  const context = new OfflineAudioContext({ length, sampleRate: SPEECH_RATE });
  const buffer = context.createBuffer(1, samples.length, sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  const rendered = (await context.startRendering()).getChannelData(0);
  stage.log.debug(`${samples.length} samples became ${rendered.length}`);
  stage.output({ path: stage.ref('speech.f32'), data: rendered }, 'audio', {
    ...{ format: 'f32le', sample_rate: SPEECH_RATE, channels: 1 },
  });
  return { samples: rendered, sampleRate: SPEECH_RATE };
}

export async function detectSpeech(
  stage: Stage,
  job: Job,
  { samples, sampleRate }: Sound,
): Promise<Speech[]> {
  const { frameMs, aboveNoiseDb, minPauseMs, minSpeechMs } = SPEECH_SEARCH;
  stage.setConfig({
    ...{ frame_ms: frameMs, above_noise_db: aboveNoiseDb },
    ...{ min_pause_ms: minPauseMs, min_speech_ms: minSpeechMs },
  });
  stage.input(job.ref('resample', 'speech.f32'), 'audio', { size_bytes: samples.byteLength });
  const durationS = samples.length / sampleRate;
  const loudness = loudnessOf(samples, sampleRate, SPEECH_SEARCH.frameMs);
  stage.intermediate(
    { path: stage.ref('loudness.f32'), data: loudness },
    { retained: false, reason: 'Loudness of each frame, needed only to find the speech' },
  );
  const speech = findSpeech(loudness, durationS);
  const speechS = speech.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  for (const { startS, endS } of speech)
    stage.log.debug(`Speech from ${startS.toFixed(2)} s to ${endS.toFixed(2)} s`);
  if (speech.length === 0) stage.warn('Nobody speaks in it');
  else
    stage.log.info(
      `${speech.length} stretches of speech, ${speechS.toFixed(1)} s of ${durationS.toFixed(1)} s`,
    );
  const text = JSON.stringify(speech.map(({ startS, endS }) => [startS, endS]));
  stage.output({ path: stage.ref('speech.json'), data: new Blob([text]) }, 'segments', {
    format: 'json',
    segments: speech.length,
  });
  await stage.success({ segments: speech.length, speech_s: speechS });
  return speech;
}

export async function encode(
  stage: Stage,
  job: Job,
  log: PipelineLogger,
  { samples, sampleRate }: Sound,
): Promise<readonly Clip[]> {
  stage.setConfig({ codec: 'flac', sample_rate: sampleRate, bits: 16 });
  stage.input(job.ref('resample', 'speech.f32'), 'audio', { size_bytes: samples.byteLength });
  const clips = await log.encode(samples, { sampleRate });
  for (const clip of clips) {
    const file = await log.readClip(clip);
    if (file === undefined) throw new Error('The device let go of the sound before it was read');
    stage.output({ path: stage.ref(flacName(clip)), data: file }, 'audio', {
      ...{ format: 'flac', sample_rate: sampleRate, channels: 1, duration_s: clip.durationS },
    });
  }
  return clips;
}

const flacName = ({ index }: Clip): string => `speech-${index}.flac`;

/** What was sent: the ids of its rows. */
export interface Upload {
  readonly rowIds: readonly string[];
}

export async function upload(
  stage: Stage,
  job: Job,
  log: PipelineLogger,
  sent: {
    readonly name: string;
    readonly startedAt: number;
    readonly clips: readonly Clip[];
    readonly speech: readonly Speech[];
  },
): Promise<Upload> {
  stage.setConfig({ until: 'accepted', timeout_ms: SEND_WITHIN_MS });
  const rows = sent.clips.map((clip) => {
    stage.input(job.ref('encode', flacName(clip)), 'audio', { format: 'flac' });
    const endS = clip.startS + clip.durationS;
    const hasSpeech = sent.speech.some((one) => one.startS < endS && one.endS > clip.startS);
    const start = sent.startedAt + clip.startS * 1000;
    return log.chunks.append({ audio: clip, original_id: sent.name, start, has_speech: hasSpeech });
  });
  await Promise.all(rows.map(({ stored }) => stored));
  const rowIds = rows.map(({ rowId }) => rowId);
  stage.log.info('Stored on this device', { row_ids: rowIds });
  await log
    .flush({ until: 'accepted', signal: AbortSignal.timeout(SEND_WITHIN_MS) })
    .then(() => stage.cost({ calls: rows.length }))
    .catch(() => stage.warn('The relay does not answer: what is stored is sent when it does'));
  for (const rowId of rowIds) stage.output(`audio_chunk/${rowId}`, 'metadata', { row_id: rowId });
  return { rowIds };
}
