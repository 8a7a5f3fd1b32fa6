import type { Random } from '../support/seeded.ts';

/** What texts of a protocol are made of, and what they should not be made of. */
const PIECES = [
  '',
  '0',
  '-1',
  '9'.repeat(20),
  'null',
  '{}',
  '[]',
  '"',
  '\\',
  '\0',
  '\r\n',
  ',',
  ':',
  '=',
  '%00',
  '../',
  'é',
  '\ufeff',
  '\\ud800',
  '1e999',
  '{"a":1}',
];

/** Changes bytes in one to three places: flips, cuts, repeats, or puts something in. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let mutated = Uint8Array.from(bytes);
  for (let i = random.int(1, 3); i > 0; i--) {
    const at = random.int(0, mutated.length);
    const size = random.int(1, random.pick([1, 4, 40]));
    const [before, after] = [mutated.subarray(0, at), mutated.subarray(at)];
    const put = Buffer.from(random.pick(PIECES));
    const parts = random.pick([
      [before, put, after],
      [before, put, after.subarray(size)],
      [before, after.subarray(size)],
      [before, after.subarray(0, size), after],
      [before, Buffer.from([(after[0] ?? 0) ^ (1 << random.int(0, 7))]), after.subarray(1)],
    ]);
    mutated = Uint8Array.from(Buffer.concat(parts));
  }
  return mutated;
}

/** The same for a text that a header can hold. */
export const mutateText = (text: string, random: Random): string =>
  Buffer.from(mutateBytes(Buffer.from(text), random)).toString('latin1');
