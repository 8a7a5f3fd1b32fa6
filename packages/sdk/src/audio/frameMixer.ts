import { BATCH_FRAMES, type CaptureBatcher } from './captureBatcher.ts';
import { createResampler, type Resampler } from './resampler.ts';

/**
 * Hands frames of a track to a batcher, counted by a clock of their own, and gives their memory back.
 *
 * Channels are copied into memory that is kept. A device that changes its rate on the way is brought back to the first one.
 */
export type FrameMixer = (frames: AudioData, lostBefore: number) => void;

export function openFrameMixer(sampleRate: number, take: CaptureBatcher['take']): FrameMixer {
  let channels: Float32Array<ArrayBuffer>[] = [];
  let converters: Resampler[] = [];
  let converterRate = sampleRate;
  let nextFrame = 0;

  function convert(frames: AudioData): readonly Float32Array[] {
    if (frames.sampleRate !== converterRate || converters.length !== channels.length) {
      converterRate = frames.sampleRate;
      const options = { inputRate: frames.sampleRate, outputRate: sampleRate };
      converters = channels.map(() => createResampler(options));
    }
    return channels.map((channel, index) => (converters[index] as Resampler).push(channel));
  }

  return (frames, lostBefore) => {
    const { numberOfFrames, numberOfChannels } = frames;
    if (channels.length !== numberOfChannels || channels[0]?.length !== numberOfFrames) {
      channels = Array.from({ length: numberOfChannels }, () => new Float32Array(numberOfFrames));
    }
    for (const [planeIndex, channel] of channels.entries()) {
      frames.copyTo(channel, { planeIndex, format: 'f32-planar' });
    }
    const heard = frames.sampleRate === sampleRate ? channels : convert(frames);
    frames.close();
    nextFrame += lostBefore;
    const frameCount = heard[0]?.length ?? 0;
    for (let at = 0; at < frameCount; at += BATCH_FRAMES) {
      const part = (channel: Float32Array) => channel.subarray(at, at + BATCH_FRAMES);
      take(frameCount > BATCH_FRAMES ? heard.map(part) : heard, nextFrame + at);
    }
    nextFrame += frameCount;
  };
}
