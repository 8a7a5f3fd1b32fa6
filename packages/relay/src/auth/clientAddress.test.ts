import { expect, test } from 'vitest';
import { addressNetwork, clientAddress, customerNetwork } from './clientAddress.ts';

const PROXIES = new Set(['192.0.2.1', '192.0.2.2', '10.0.0.0/8', 'fd00::/8']);

test.for<[string, Record<string, string>, string]>([
  ['the platform’s word counts', { 'CF-Connecting-IP': '203.0.113.7' }, '203.0.113.7'],
  [
    'what anybody can write does not',
    { 'CF-Connecting-IP': '203.0.113.7', 'X-Forwarded-For': '198.51.100.1' },
    '203.0.113.7',
  ],
  [
    'behind a trusted proxy, its word counts',
    { 'CF-Connecting-IP': '192.0.2.1', 'X-Forwarded-For': '203.0.113.7' },
    '203.0.113.7',
  ],
  [
    'and of a chain the last that is no proxy',
    { 'CF-Connecting-IP': '192.0.2.1', 'X-Forwarded-For': '198.51.100.66, 203.0.113.7, 192.0.2.2' },
    '203.0.113.7',
  ],
  [
    'a proxy may be any of a network',
    { 'CF-Connecting-IP': '10.16.4.2', 'X-Forwarded-For': '198.51.100.66, 2001:db8::7, fd00::5' },
    '2001:db8::7',
  ],
  [
    'what is no address is no proxy either',
    { 'CF-Connecting-IP': '10.16.4.2', 'X-Forwarded-For': '203.0.113.7, unknown' },
    'unknown',
  ],
  ['a proxy that says nothing is all there is', { 'CF-Connecting-IP': '192.0.2.1' }, '192.0.2.1'],
  ['without a platform there is no address', { 'X-Forwarded-For': '198.51.100.1' }, ''],
])('%s', ([, headers, address]) => {
  expect(clientAddress(new Headers(headers), PROXIES)).toBe(address);
});

test.for([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['', ''],
])('%s is of network %s', ([address, network]) => {
  expect(addressNetwork(address ?? '')).toBe(network);
});

test.for([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2345:3:4:5:6', '2001:db8:1:2300'],
  ['2001:db8:1:23ff::1', '2001:db8:1:2300'],
  ['2001:db8:1:2400::1', '2001:db8:1:2400'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['', ''],
])('%s is of a customer who has %s', ([address, network]) => {
  expect(customerNetwork(address ?? '')).toBe(network);
});
