/** Bits of a file, the highest of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #atBit: number;

  constructor(bytes: Uint8Array, atByte: number) {
    this.#bytes = bytes;
    this.#atBit = atByte * 8;
  }

  /** At most 32 bits, as a number that is not negative. Throws behind the end. */
  read(width: number): number {
    let value = 0;
    for (let left = width; left > 0; ) {
      const byte = this.#bytes[this.#atBit >>> 3];
      if (byte === undefined) throw new Error('breaks off');
      const inByte = this.#atBit & 7;
      const take = Math.min(left, 8 - inByte);
      value = value * 2 ** take + ((byte >> (8 - inByte - take)) & (2 ** take - 1));
      this.#atBit += take;
      left -= take;
    }
    return value;
  }

  /** A number of two's complement. */
  readSigned(width: number): number {
    const value = this.read(width);
    return width > 0 && value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }

  /** How many zeros stand before the next one, which is read as well. */
  readUnary(): number {
    let zeros = 0;
    while (this.read(1) === 0) zeros++;
    return zeros;
  }

  /** The byte at which the next whole one begins. */
  alignedByte(): number {
    return Math.ceil(this.#atBit / 8);
  }
}
