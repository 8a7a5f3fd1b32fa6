import { expose, wrap } from 'comlink';
import { expect, test } from 'vitest';
import { ParqueueError } from '../api/errors.ts';
import { carryErrors } from './carryErrors.ts';

/** Something that fails in its own way, at the other end of a channel. */
function failing(error: unknown) {
  carryErrors();
  const { port1, port2 } = new MessageChannel();
  expose(() => {
    throw error;
  }, port1);
  return wrap<() => void>(port2)();
}

test('an error of ours comes over with its class, code and message', async () => {
  const error = failing(new ParqueueError('storage_failed', 'the disk is full'));
  await expect(error).rejects.toBeInstanceOf(ParqueueError);
  await expect(error).rejects.toMatchObject({ code: 'storage_failed', message: 'the disk is full' });
});

test('other errors, and what is none, come over as they did', async () => {
  const quota = failing(new DOMException('no room', 'QuotaExceededError'));
  await expect(quota).rejects.toMatchObject({ name: 'QuotaExceededError', message: 'no room' });
  await expect(failing('a text')).rejects.toBe('a text');
  await expect(failing(null)).rejects.toBe(null);
});
