import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openDiskFile, orFull } from './diskFile.ts';

test.runIf(existsSync('/dev/full'))(
  '[ND2] a disk that is full says so in the words that the engine knows',
  () => {
    const file = openDiskFile('/dev/full');
    expect(() => file.write(new Uint8Array(100), { at: 0 })).toThrow(
      expect.objectContaining({ name: 'QuotaExceededError' }),
    );
    file.close();
  },
);

test('other failures stay what they are', () => {
  const failure = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  const failing = () => {
    throw failure;
  };
  expect(() => orFull(failing)).toThrow(failure);
});
