import { createHash } from 'node:crypto';

const BLOCK_SAMPLES = 4096;

/**
 * 16-bit mono samples as a FLAC file (https://www.rfc-editor.org/rfc/rfc9639): fixed predictor of the second order, one Rice parameter a
 * frame. Small enough for made-up speech, and exact.
 */
export function encodeFlac(samples: Int16Array, sampleRate: number): Uint8Array {
  const head = new BitWriter();
  head.write(0x664c6143, 32); // fLaC
  head.write(0x80, 8); // STREAMINFO, the last block
  head.write(34, 24);
  head.write(BLOCK_SAMPLES, 16);
  head.write(BLOCK_SAMPLES, 16);
  head.write(0, 24);
  head.write(0, 24);
  head.write(sampleRate, 20);
  head.write(0, 3);
  head.write(15, 5);
  head.write(0, 4);
  head.write(samples.length, 32);
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const parts: Uint8Array[] = [head.bytes(), createHash('md5').update(bytes).digest()];
  for (let at = 0; at < samples.length; at += BLOCK_SAMPLES)
    parts.push(frameOf(samples.subarray(at, at + BLOCK_SAMPLES), at / BLOCK_SAMPLES));
  return Buffer.concat(parts);
}

function frameOf(samples: Int16Array, index: number): Uint8Array {
  const bits = new BitWriter();
  bits.write(0x3ffe, 14);
  bits.write(0, 2);
  bits.write(0b0111, 4); // the block's size follows, in 16 bits
  bits.write(0, 4); // rate as in STREAMINFO
  bits.write(0, 4); // mono
  bits.write(0b100, 3); // 16 bits
  bits.write(0, 1);
  for (const byte of utf8Number(index)) bits.write(byte, 8);
  bits.write(samples.length - 1, 16);
  bits.write(crc(bits.bytes(), 0x07, 8), 8);
  if (samples.length < 4) writeVerbatim(bits, samples);
  else writePredicted(bits, samples);
  bits.align();
  bits.write(crc(bits.bytes(), 0x8005, 16), 16);
  return bits.bytes();
}

function writeVerbatim(bits: BitWriter, samples: Int16Array): void {
  bits.write(0b00000010, 8);
  for (const sample of samples) bits.write(sample & 0xffff, 16);
}

function writePredicted(bits: BitWriter, samples: Int16Array): void {
  bits.write(0b00010100, 8); // fixed predictor, second order
  bits.write((samples[0] as number) & 0xffff, 16);
  bits.write((samples[1] as number) & 0xffff, 16);
  const residuals = new Int32Array(samples.length - 2);
  for (let i = 2; i < samples.length; i++)
    residuals[i - 2] = (samples[i] as number) - 2 * (samples[i - 1] as number) + (samples[i - 2] as number);
  const mean = residuals.reduce((sum, value) => sum + Math.abs(value), 0) / residuals.length;
  const parameter = Math.min(14, Math.max(0, Math.floor(Math.log2(mean + 1))));
  bits.write(0, 2); // Rice parameters of 4 bits
  bits.write(0, 4); // one partition
  bits.write(parameter, 4);
  for (const residual of residuals) {
    const folded = residual < 0 ? -2 * residual - 1 : 2 * residual;
    for (let zeros = folded >>> parameter; zeros > 0; zeros -= Math.min(zeros, 24))
      bits.write(0, Math.min(zeros, 24));
    bits.write(1, 1);
    if (parameter > 0) bits.write(folded & ((1 << parameter) - 1), parameter);
  }
}

/** A number as UTF-8 would write it, here of at most 16 bits. */
function utf8Number(value: number): number[] {
  if (value < 0x80) return [value];
  if (value < 0x800) return [0xc0 | (value >> 6), 0x80 | (value & 0x3f)];
  return [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 0x3f), 0x80 | (value & 0x3f)];
}

function crc(bytes: Uint8Array, polynomial: number, width: 8 | 16): number {
  const top = 1 << (width - 1);
  const mask = (1 << width) - 1;
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) value = (value & top ? (value << 1) ^ polynomial : value << 1) & mask;
  }
  return value;
}

class BitWriter {
  #bytes: number[] = [];
  #held = 0;
  #heldBits = 0;

  /** The lowest bits of a value, the highest first. */
  write(value: number, width: number): void {
    for (let left = width; left > 0; ) {
      const take = Math.min(left, 8 - this.#heldBits);
      const part = Math.floor((value >>> 0) / 2 ** (left - take)) & ((1 << take) - 1);
      this.#held = (this.#held << take) | part;
      this.#heldBits += take;
      left -= take;
      if (this.#heldBits < 8) continue;
      this.#bytes.push(this.#held);
      this.#held = 0;
      this.#heldBits = 0;
    }
  }

  align(): void {
    if (this.#heldBits > 0) this.write(0, 8 - this.#heldBits);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
