import { describe, expect, it } from 'vitest';
import { parseStreamInfo, patchStreamInfo } from './streamInfo.ts';

/** The head of a file as RFC 9639 lays it out: STREAMINFO of a 44.1 kHz stereo 16-bit file, then 4 bytes of padding. */
const HEADER = Uint8Array.from(
  [
    '664c6143 00000022 1000 1000 00000f 00000f 0ac442f0 00000001 3e84b41807dc69030758 6a3dad1a2e0f',
    '81000004 00000000',
  ]
    .join('')
    .replaceAll(' ', '')
    .match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);

describe('STREAMINFO', () => {
  it('is read as the example of RFC 9639 (appendix D.1) explains it', () => {
    expect(parseStreamInfo(HEADER)).toEqual({
      minBlockSamples: 4096,
      maxBlockSamples: 4096,
      minFrameBytes: 15,
      maxFrameBytes: 15,
      sampleRate: 44_100,
      channelCount: 2,
      bitsPerSample: 16,
      sampleCount: 1,
      md5: '3e84b41807dc690307586a3dad1a2e0f',
    });
  });

  it('is patched in its totals and nowhere else', () => {
    const totals = {
      minFrameBytes: 14,
      maxFrameBytes: 0xfedcba,
      sampleCount: 2 ** 35 + 7,
      md5: '0123456789abcdef'.repeat(2),
    };
    const patched = patchStreamInfo(HEADER, totals);
    expect(parseStreamInfo(patched)).toEqual({ ...parseStreamInfo(HEADER), ...totals });
    expect(patchStreamInfo(patched, parseStreamInfo(HEADER))).toEqual(HEADER);
  });

  it('is found at an offset in a larger buffer', () => {
    const shifted = new Uint8Array(HEADER.length + 5);
    shifted.set(HEADER, 5);
    expect(parseStreamInfo(shifted.subarray(5))).toEqual(parseStreamInfo(HEADER));
  });

  it('refuses totals that the format cannot hold', () => {
    const totals = parseStreamInfo(HEADER);
    expect(() => patchStreamInfo(HEADER, { ...totals, sampleCount: 2 ** 36 })).toThrow(RangeError);
    expect(() => patchStreamInfo(HEADER, { ...totals, md5: 'ABC' })).toThrow(/not an MD5/);
  });

  it('says what is wrong with bytes that are not the head of a FLAC file', () => {
    expect(() => parseStreamInfo(new Uint8Array(0))).toThrow(/does not begin with "fLaC"/);
    expect(() => parseStreamInfo(HEADER.subarray(0, 20))).toThrow(/STREAMINFO is cut off/);
    expect(() => parseStreamInfo(HEADER.with(4, 4))).toThrow(/not STREAMINFO/);
  });
});
