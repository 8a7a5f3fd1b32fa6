import type { Stage } from '@parqueue/sdk/stages';

const SAMPLE_RATE = 48_000;

/** One channel of sound. */
export interface Sound {
  readonly samples: Float32Array<ArrayBuffer>;
  /** In Hz. */
  readonly sampleRate: number;
}

/** From a file to one channel of samples. */
export async function decode(stage: Stage, file: File): Promise<Sound> {
  stage.setConfig({ sample_rate: SAMPLE_RATE, mix: 'mono' });
  stage.input(file, 'audio', { format: file.type || 'unknown' });
  const buffer = await decodeFile(file);
  const samples = mixToMono(buffer);
  const durationS = buffer.duration;
  if (samples.length === 0) throw new Error(`${file.name} has no sound in it`);
  stage.log.info(`Decoded ${durationS.toFixed(1)} s of sound`, { channels: buffer.numberOfChannels });
  stage.output({ path: stage.ref('decoded.f32'), data: samples }, 'audio', {
    ...{ format: 'f32le', sample_rate: SAMPLE_RATE, channels: 1, duration_s: durationS },
  });
  stage.metadata({ channels: buffer.numberOfChannels, duration_s: durationS });
  return { samples, sampleRate: SAMPLE_RATE };
}

async function decodeFile(file: File): Promise<AudioBuffer> {
  const context = new OfflineAudioContext({ length: 1, sampleRate: SAMPLE_RATE });
  const bytes = await file.arrayBuffer();
  try {
    return await context.decodeAudioData(bytes);
  } catch (cause) {
    throw new Error(`${file.name} is no audio that this browser can decode`, { cause });
  }
}

function mixToMono(buffer: AudioBuffer): Float32Array<ArrayBuffer> {
  const mixed = new Float32Array(buffer.length);
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const samples = buffer.getChannelData(channel);
    for (let i = 0; i < mixed.length; i++)
      mixed[i] = (mixed[i] as number) + (samples[i] as number) / buffer.numberOfChannels;
  }
  return mixed;
}
