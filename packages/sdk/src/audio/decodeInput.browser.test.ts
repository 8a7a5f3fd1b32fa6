import wasmUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url';
import { describe, expect, it } from 'vitest';
import speechUrl from '../../../../test/data/speech-16k.flac?url';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import { encodeFile } from '../../../../test/support/flacReference.ts';
import { edgeValues, murmur, noise, tone } from '../../../../test/support/signals.ts';
import { wavFile, wavOf } from '../../../../test/support/wavFile.ts';
import { type AudioInput, decodeInput } from './decodeInput.ts';
import { decodeFlac } from './flacDecoder.ts';
import { createFlacEncoder, SPEECH_SETTINGS } from './flacEncoder.ts';
import { loadFlac } from './flacModule.ts';
import { toInt16 } from './pcm.ts';

const loadCodec = () => loadFlac({ wasm: new URL(wasmUrl, location.href).href });
const exact = { decodeFlac: async (bytes: Uint8Array<ArrayBuffer>) => decodeFlac(await loadCodec(), bytes) };

describe('decoded input', () => {
  it('takes samples as they are, with their rate', async () => {
    const samples = noise(10);
    expect(await decodeInput(samples, { sampleRate: 22_050 })).toEqual({ samples, sampleRate: 22_050 });
    for (const sampleRate of [undefined, 0, 44_100.5]) {
      await expect(decodeInput(samples, { sampleRate })).rejects.toThrow(/needs { sampleRate } .* got/);
    }
  });

  it('averages the channels of an AudioBuffer', async () => {
    const buffer = new AudioBuffer({ length: 4, numberOfChannels: 2, sampleRate: 44_100 });
    buffer.copyToChannel(Float32Array.of(1, 0.5, 0, -1), 0);
    buffer.copyToChannel(Float32Array.of(0, 0.5, -1, -1), 1);
    const { samples, sampleRate } = await decodeInput(buffer);
    expect([...samples]).toEqual([0.5, 0.5, -0.5, -1]);
    expect(sampleRate).toBe(44_100);
  });

  it('{000.11} keeps a 16-bit WAV as it is, without the browser', async () => {
    const pcm = edgeValues(5_000);
    const refuse = () => Promise.reject(new Error('the browser was asked'));
    const file = new Blob([wavFile(pcm, 16_000)], { type: 'audio/wav' });
    const { samples, sampleRate } = await decodeInput(file, { decodeAudioData: refuse });
    expect(sampleRate).toBe(16_000);
    expect(firstDifference(toInt16(samples), pcm)).toBeUndefined();
  });

  it.each([16_000, 44_100])('keeps a 16-bit mono FLAC as it is, at its own rate (%i Hz)', async (rate) => {
    const pcm = murmur(20_000);
    const encoder = createFlacEncoder(await loadCodec(), { ...SPEECH_SETTINGS, sampleRate: rate });
    const { samples, sampleRate } = await decodeInput(new Blob([encodeFile(encoder, pcm)]), exact);
    expect(sampleRate).toBe(rate);
    expect(firstDifference(toInt16(samples), pcm)).toBeUndefined();
  });

  it('decodes real speech alike with and without the codec', async () => {
    const file = await (await fetch(speechUrl)).blob();
    const [ours, browsers] = [await decodeInput(file, exact), await decodeInput(file)];
    expect(ours.sampleRate).toBe(16_000);
    expect(browsers.sampleRate).toBe(16_000);
    expect(firstDifference(toInt16(browsers.samples), toInt16(ours.samples))).toBeUndefined();
  });

  it('leaves other encodings to the browser, at the rate of the file', async () => {
    const shape = { encoding: 7, bitsPerSample: 8, sampleRate: 8_000, channelCount: 1 };
    const muLaw = Uint8Array.from(tone(440, 8_000), (value) => (value < 0 ? 0x10 : 0x90));
    const { samples, sampleRate } = await decodeInput(new Blob([wavOf(muLaw, shape)]));
    expect(sampleRate).toBe(8_000);
    expect(samples.length).toBe(8_000);
  });

  it('says what it cannot decode', async () => {
    await expect(decodeInput(new Blob([]))).rejects.toThrow(/the file is empty/);
    const text = new Blob(['no audio at all, but long enough to be looked at as a file'], {
      type: 'text/plain',
    });
    await expect(decodeInput(text)).rejects.toThrow(/cannot decode the file of type text\/plain/);
    await expect(decodeInput('song.mp3' as unknown as AudioInput)).rejects.toThrow(/expected a Float32Array/);
    await expect(decodeInput(text, { sampleRate: 16_000 })).rejects.toThrow(/belongs to a Float32Array only/);
    const cut = new Blob([wavFile(murmur(10), 16_000).subarray(0, 30)]);
    await expect(decodeInput(cut)).rejects.toThrow(/WAV: has no format chunk/);
  });
});
