import { expect, it } from 'vitest';
import { encodeWithFlac } from '../../../../test/support/nativeFlac.ts';
import { murmur } from '../../../../test/support/signals.ts';
import { wavFile } from '../../../../test/support/wavFile.ts';
import { fileRate } from './fileRate.ts';

/** Bytes of text and numbers, filled up with zeros. */
function bytesOf(...parts: (string | number)[]): Uint8Array {
  const bytes = parts.flatMap((part) =>
    typeof part === 'number' ? [part] : Array.from(part, (character) => character.charCodeAt(0)),
  );
  return Uint8Array.from({ length: 80 }, (_, at) => bytes[at] ?? 0);
}

const OGG_PAGE = `OggS${'\0'.repeat(24)}`;

it.each([
  ['WAV', wavFile(murmur(50), 11_025), 11_025],
  ['FLAC', encodeWithFlac(murmur(5_000), [], 44_100), 44_100],
  ['Ogg Opus', bytesOf(OGG_PAGE, 'OpusHead'), 48_000],
  ['Ogg Vorbis', bytesOf(OGG_PAGE, '\x01vorbis', 0, 0, 0, 0, 1, 0x80, 0xbb, 0, 0), 48_000],
  ['MP3', bytesOf(0xff, 0xfb, 0x90), 44_100],
  ['MP3 at half rate', bytesOf(0xff, 0xf3, 0x94), 24_000],
  ['MP3 after a tag', bytesOf('ID3', 4, 0, 0, 0, 0, 0, 10, '0123456789', 0xff, 0xfb, 0x98), 32_000],
  ['something else', bytesOf('\x1aE\xdf\xa3'), undefined],
  ['a reserved MPEG rate', bytesOf(0xff, 0xfb, 0x9c), undefined],
  ['too few bytes', bytesOf('RIFF').subarray(0, 20), undefined],
])('reads the rate of %s', (_name, bytes, rate) => {
  expect(fileRate(bytes)).toBe(rate);
});
