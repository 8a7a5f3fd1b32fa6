import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../../test/support/firstDifference.ts';
import {
  encodeFile as encodeOnce,
  MURMUR_FLAC_SHA256,
  sha256,
} from '../../../../test/support/flacReference.ts';
import { flacWasmBytes } from '../../../../test/support/flacWasm.ts';
import {
  complaintsOfFlac,
  decodeWithFlac,
  encodeWithFlac,
  showWithMetaflac,
} from '../../../../test/support/nativeFlac.ts';
import { edgeValues, murmur } from '../../../../test/support/signals.ts';
import { audioEncoderContract } from './audioEncoder.contract.ts';
import { decodeFlac } from './flacDecoder.ts';
import { createFlacEncoder } from './flacEncoder.ts';
import { type FlacModule, loadFlac } from './flacModule.ts';
import { parseStreamInfo, patchStreamInfo } from './streamInfo.ts';

const wasm = await flacWasmBytes();
const speech = new Uint8Array(
  await readFile(new URL('../../../../test/data/speech-16k.flac', import.meta.url)),
);
const { fetch: fetchBefore } = globalThis;
const flac = await loadFlac({ wasm });

const encodeFile = (pcm: Int16Array) => encodeOnce(createFlacEncoder(flac), pcm);

audioEncoderContract('libFLAC, read by the reference decoder', {
  create: async () => () => createFlacEncoder(flac),
  decode: async (file) => decodeWithFlac(file),
});

describe('FLAC encoder', () => {
  it('[R13] {000.15} writes speech that the reference decoder passes without a warning and decodes bit by bit', () => {
    const pcm = decodeWithFlac(speech);
    const file = encodeFile(pcm);
    expect(complaintsOfFlac(file)).toBe('');
    expect(firstDifference(decodeWithFlac(file), pcm)).toBeUndefined();
  });

  it('writes the same bytes on every engine', async () => {
    expect(await sha256(encodeFile(murmur(100_000)))).toBe(MURMUR_FLAC_SHA256);
  });

  it('would be warned of by the reference decoder without its totals', () => {
    const file = encodeFile(murmur(5_000));
    const unknown = { minFrameBytes: 0, maxFrameBytes: 0, sampleCount: 0, md5: '0'.repeat(32) };
    expect(complaintsOfFlac(patchStreamInfo(file, unknown))).toMatch(/WARNING/);
  });

  it('[R13] states in STREAMINFO what the reference encoder states', () => {
    const pcm = decodeWithFlac(speech);
    const fields = [
      'total-samples',
      'md5sum',
      'sample-rate',
      'channels',
      'bps',
      'min-blocksize',
      'max-blocksize',
    ];
    const reference = encodeWithFlac(pcm, ['-8', '-b', '1152']);
    expect(showWithMetaflac(encodeFile(pcm), fields)).toEqual(showWithMetaflac(reference, fields));
  });

  it('is within 0.3 % of the size that the reference encoder reaches', () => {
    const pcm = decodeWithFlac(speech);
    const reference = encodeWithFlac(pcm, ['-8', '-b', '1152', '--no-padding', '--no-seektable']);
    expect(encodeFile(pcm).length).toBeLessThan(reference.length * 1.003);
  });

  it('says which settings the codec refused', () => {
    expect(() => createFlacEncoder(flac, { sampleRate: 16_000, level: 8, blockSamples: 3 })).toThrow(
      /"blockSamples":3/,
    );
  });

  it('leaves the global fetch as it was', () => {
    expect(globalThis.fetch).toBe(fetchBefore);
  });

  it('frees every encoder that it makes, also one that was refused, given up or that failed', () => {
    const open = new Set<number>();
    const counted: FlacModule = {
      ...flac,
      create_libflac_encoder: (...settings) => {
        const encoder = flac.create_libflac_encoder(...settings);
        open.add(encoder);
        return encoder;
      },
      FLAC__stream_encoder_delete: (encoder) => {
        expect(open.delete(encoder)).toBe(true);
        flac.FLAC__stream_encoder_delete(encoder);
      },
    };
    encodeOnce(createFlacEncoder(counted), murmur(5_000));
    createFlacEncoder(counted).close();
    expect(() => createFlacEncoder(counted, { sampleRate: 16_000, level: 8, blockSamples: 3 })).toThrow();
    const failing = createFlacEncoder({ ...counted, FLAC__stream_encoder_process_interleaved: () => 0 });
    expect(() => failing.encode(murmur(10))).toThrow(/encode failed in state 0/);
    expect(() => failing.encode(murmur(10))).toThrow(/has ended/);
    expect(open.size).toBe(0);
  });
});

describe('FLAC decoder', () => {
  it('decodes what the reference encoder wrote, bit by bit', () => {
    for (const pcm of [decodeWithFlac(speech), edgeValues(50_000, 7), murmur(50_000, 7)]) {
      const decoded = decodeFlac(flac, encodeWithFlac(pcm, ['-5']));
      expect(firstDifference(decoded.pcm, pcm)).toBeUndefined();
      expect(decoded.streamInfo.sampleCount).toBe(pcm.length);
    }
  });

  it('finds a flipped bit, a cut end and a wrong MD5', () => {
    const file = encodeFile(murmur(20_000));
    const flipped = file.slice();
    flipped[file.length >> 1] = (flipped[file.length >> 1] as number) ^ 1;
    expect(() => decodeFlac(flac, flipped)).toThrow(/damaged/);
    expect(() => decodeFlac(flac, file.subarray(0, -10))).toThrow(/FLAC: /);
    const untold = patchStreamInfo(file, { ...parseStreamInfo(file), md5: '0'.repeat(32), sampleCount: 0 });
    expect(firstDifference(decodeFlac(flac, untold).pcm, murmur(20_000))).toBeUndefined();
    expect(() => decodeFlac(flac, untold.subarray(0, -10))).toThrow(/damaged/);
    const header = { ...parseStreamInfo(file), md5: 'f'.repeat(32) };
    expect(() => decodeFlac(flac, patchStreamInfo(file, header))).toThrow(/MD5/);
    const shorter = { ...parseStreamInfo(file), md5: '0'.repeat(32), sampleCount: 19_999 };
    expect(() => decodeFlac(flac, patchStreamInfo(file, shorter))).toThrow(/states 19999 samples/);
  });

  it('names what it cannot take', () => {
    expect(() => decodeFlac(flac, new TextEncoder().encode('RIFF'))).toThrow(/does not begin with "fLaC"/);
    const file = encodeFile(murmur(100));
    file[20] = (file[20] as number) | 0x02;
    expect(() => decodeFlac(flac, file)).toThrow(/expected 16-bit mono, got 16-bit with 2 channels/);
  });
});
