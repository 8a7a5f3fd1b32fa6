/**
 * The sample rate that an audio file states, for a decoder that would resample to any rate it is told.
 *
 * Read for the formats in which the rate stands at a fixed place near the start; a browser's own resampler lets aliases through, so
 * it is worth decoding a file at its own rate.
 */

/** Of formats that do not tell, and of Opus always. */
export const USUAL_RATE = 48_000;

/** MPEG audio: rates by the two version bits, then by the two rate bits of a frame header. */
const MPEG_RATES: readonly (readonly number[])[] = [
  [11_025, 12_000, 8_000],
  [],
  [22_050, 24_000, 16_000],
  [44_100, 48_000, 32_000],
];

/** The rate in Hz; undefined where it is not known. */
export function fileRate(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44) return undefined;
  if (has(bytes, 0, 'RIFF')) return view.getUint32(24, true) || undefined;
  if (has(bytes, 0, 'fLaC')) return view.getUint32(18) >>> 12 || undefined;
  if (has(bytes, 0, 'OggS')) return oggRate(bytes, view);
  return mpegRate(bytes);
}

/** The first packet begins after the page's header of 27 bytes and one for its one segment. */
function oggRate(bytes: Uint8Array, view: DataView): number | undefined {
  if (has(bytes, 28, 'OpusHead')) return USUAL_RATE;
  if (has(bytes, 28, '\x01vorbis')) return view.getUint32(40, true) || undefined;
  return undefined;
}

function mpegRate(bytes: Uint8Array): number | undefined {
  const at = has(bytes, 0, 'ID3') ? id3SizeBytes(bytes) : 0;
  const [sync, flags, rates] = bytes.subarray(at, at + 3);
  if (sync !== 0xff || flags === undefined || rates === undefined || flags < 0xe0) return undefined;
  return MPEG_RATES[(flags >> 3) & 3]?.[(rates >> 2) & 3];
}

/** The size of a tag is written in four bytes of seven bits. */
function id3SizeBytes(bytes: Uint8Array): number {
  return bytes.subarray(6, 10).reduce((size, byte) => size * 128 + byte, 0) + 10;
}

function has(bytes: Uint8Array, at: number, text: string): boolean {
  return Array.from(text).every((character, index) => bytes[at + index] === character.charCodeAt(0));
}
