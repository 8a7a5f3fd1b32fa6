/**
 * MurmurHash3, its 32-bit variant, of whole words (https://github.com/aappleby/smhasher/wiki/MurmurHash3), for finding out whether bytes are
 * those that were written. It takes whole words, where a CRC from a table takes bytes, and rows wait for it.
 *
 * @param bytes a multiple of four of them, at a multiple of four in their buffer
 */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let mixed = seed;
  for (let i = 0; i < words.length; i++) {
    let word = Math.imul(words[i] as number, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    mixed ^= word;
    mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
  }
  mixed ^= bytes.length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
