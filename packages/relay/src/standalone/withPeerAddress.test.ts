import { expect, test } from 'vitest';
import { addressOf } from './withPeerAddress.ts';

test.each([
  ['203.0.113.7:51362', '203.0.113.7'],
  ['[2001:db8::7]:51362', '2001:db8::7'],
  ['[::ffff:203.0.113.7]:51362', '203.0.113.7'],
  ['[::FFFF:203.0.113.7]:80', '203.0.113.7'],
])('%s is the address %s', (peer, address) => {
  expect(addressOf(peer)).toBe(address);
});
