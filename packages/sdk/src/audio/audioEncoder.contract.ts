import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import { edgeValues, murmur } from '../../../../test/support/signals.ts';
import { concatenate } from '../base/concatenate.ts';
import type { AudioEncoder, AudioFrame, CreateAudioEncoder } from './audioEncoder.ts';
import { parseStreamInfo, patchStreamInfo, type StreamInfo } from './streamInfo.ts';

export interface AudioEncoderSuite {
  create(): Promise<CreateAudioEncoder>;
  /** A reader that throws for damage. */
  decode(file: Uint8Array): Promise<Int16Array>;
}

interface Encoded {
  readonly frames: AudioFrame[];
  readonly streamInfo: StreamInfo;
  readonly file: Uint8Array;
}

function encodeAll(encoder: AudioEncoder, pcm: Int16Array, cut = pcm.length): Encoded {
  const frames: AudioFrame[] = [];
  for (let at = 0; at < pcm.length; at += cut) frames.push(...encoder.encode(pcm.subarray(at, at + cut)));
  const { frames: last, streamInfo } = encoder.finish();
  frames.push(...last);
  const header = patchStreamInfo(encoder.header, streamInfo);
  return { frames, streamInfo, file: concatenate([header, ...frames.map((frame) => frame.bytes)]) };
}

/** What every audio encoder must do. */
export function audioEncoderContract(name: string, suite: AudioEncoderSuite): void {
  describe(`audio encoder: ${name}`, () => {
    it.each([1, 2, 1151, 1152, 1153, 1154, 2304, 40_000])(
      'gives back %i samples bit by bit',
      async (count) => {
        const create = await suite.create();
        for (const pcm of [murmur(count, count), edgeValues(count, count)]) {
          expect(firstDifference(await suite.decode(encodeAll(create(), pcm).file), pcm)).toBeUndefined();
        }
      },
    );

    it('gives the same bytes however the PCM is cut', async () => {
      const create = await suite.create();
      const pcm = murmur(30_000);
      const { file } = encodeAll(create(), pcm);
      for (const cut of [1, 682, 1152, 20_000]) {
        expect(firstDifference(encodeAll(create(), pcm, cut).file, file)).toBeUndefined();
      }
    });

    it('states totals that agree with the frames', async () => {
      const create = await suite.create();
      const { frames, streamInfo } = encodeAll(create(), murmur(30_000));
      const sizes = frames.map((frame) => frame.bytes.length);
      expect(streamInfo.sampleCount).toBe(30_000);
      expect(frames.reduce((count, frame) => count + frame.sampleCount, 0)).toBe(30_000);
      expect(streamInfo.minFrameBytes).toBe(Math.min(...sizes));
      expect(streamInfo.maxFrameBytes).toBe(Math.max(...sizes));
      expect(streamInfo).toMatchObject({ sampleRate: 16_000, channelCount: 1, bitsPerSample: 16 });
    });

    it('has a sound file in its header and any number of its first frames', async () => {
      const create = await suite.create();
      const encoder = create();
      const pcm = murmur(20_000);
      const frames = encoder.encode(pcm);
      const held = frames.reduce((count, frame) => count + frame.sampleCount, 0);
      encoder.close();
      const file = concatenate([encoder.header, ...frames.map((frame) => frame.bytes)]);
      expect(pcm.length - held).toBeLessThan(2 * 1152);
      expect(parseStreamInfo(encoder.header).sampleCount).toBe(0);
      expect(firstDifference(await suite.decode(file), pcm.subarray(0, held))).toBeUndefined();
    });

    it('runs several streams side by side', async () => {
      const create = await suite.create();
      const [one, two] = [create(), create()];
      const [first, second] = [murmur(9_000, 1), murmur(9_000, 2)];
      const frames = [one.encode(first), two.encode(second)];
      const rest = [one.finish().frames, two.finish().frames];
      for (const [index, pcm] of [first, second].entries()) {
        const parts = [...(frames[index] ?? []), ...(rest[index] ?? [])].map((frame) => frame.bytes);
        expect(firstDifference(await suite.decode(concatenate([one.header, ...parts])), pcm)).toBeUndefined();
      }
    });

    it('frees its memory at the end and takes nothing after it', async () => {
      const create = await suite.create();
      for (let stream = 0; stream < 200; stream++) create().close();
      const encoder = create();
      encoder.finish();
      expect(() => encoder.encode(murmur(10))).toThrow(/has ended/);
      expect(() => encoder.finish()).toThrow(/has ended/);
      encoder.close();
    });
  });
}
