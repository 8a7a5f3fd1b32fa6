import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKeyedHash } from './keyedHash.ts';
import { createUserId, type Person } from './userId.ts';

const DAY_MS = 86_400_000;
const SECRET = 'a secret of the tests, of 32 bytes or more';
const keyedHash = createKeyedHash(SECRET);
const keyed = createUserId(keyedHash, { compat: 'none', rotationDays: null });
const rotating = createUserId(keyedHash, { compat: 'none', rotationDays: 30 });
const plain = createUserId(keyedHash, { compat: 'sha256', rotationDays: null });

const seen: Person = { kind: 'seen', address: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' };
const named: Person = { kind: 'named', by: 'hf', id: '6123456789', name: 'alice' };

/** What loggers of such datasets do, in their own words. */
const PYTHON = `
import hashlib, json, sys
for username, forwarded, ua in json.load(sys.stdin):
    if username:
        print(hashlib.sha256(username.encode()).hexdigest()[:12])
    else:
        ip = forwarded.split(",")[0].strip()
        print(hashlib.sha256(f"{ip}|{ua}".encode()).hexdigest()[:12])
`;

test('[RL6] [RL19] {000.20} {000.30} in compat mode the id is the one that a logger in Python gives', async () => {
  const people: readonly [string | null, string, string][] = [
    [null, '203.0.113.7, 192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64)'],
    [null, '2001:db8::7', ''],
    ['alice', '203.0.113.7', 'whatever'],
    ['عائشة', '', ''],
  ];
  const input = JSON.stringify(people);
  const theirs = execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' }).trim().split('\n');
  const ours = await Promise.all(
    people.map(([name, forwarded, userAgent]) => {
      const address = forwarded.split(',')[0] ?? '';
      const person: Person =
        name === null
          ? { kind: 'seen', address, userAgent }
          : { kind: 'named', by: 'hf', id: 'another', name };
      return plain('any', person, 0);
    }),
  );
  expect(ours).toEqual(theirs);
});

test('[RL19] {000.20} {000.30} in compat mode the id is SHA-256 of a name, or of address and user agent, cut to 12 digits', async () => {
  // printf '203.0.113.7|Mozilla/5.0 (X11; Linux x86_64)' | sha256sum; printf alice | sha256sum
  expect(await plain('any', seen, 0)).toBe('305904d1fe57');
  expect(await plain('any', named, 0)).toBe('2bd806c97f0e');
  const nameless: Person = { kind: 'named', by: 'hf', id: '6123456789' };
  await expect(plain('any', nameless, 0)).rejects.toMatchObject({ code: 'credential_refused' });
});

test('[RL6] the id is an HMAC of dataset, network and user agent, as it was from the first', async () => {
  const message = `user_id\nd\n203.0.113.7\n${seen.userAgent}`;
  const hmac = createHmac('sha256', SECRET).update(message).digest('hex');
  expect(await keyed('d', seen, 0)).toBe(hmac.slice(0, 12));
});

test('[RL6] a person is somebody else in another dataset, for another who vouches, and under another secret', async () => {
  const other = createUserId(createKeyedHash('another secret of the tests, of 32 bytes'), {
    compat: 'none',
    rotationDays: null,
  });
  const ids = await Promise.all([
    keyed('d', named, 0),
    keyed('e', named, 0),
    keyed('d', { ...named, by: 'site' }, 0),
    keyed('d', seen, 0),
    other('d', named, 0),
    keyedHash('network', 'd', '203.0.113.7'),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(await keyed('d', { ...named, name: 'renamed' }, 5 * DAY_MS)).toBe(ids[0]);
});

test('[RL19] an id that rotates stays for its days, then is another', async () => {
  const first = await rotating('d', seen, 60 * DAY_MS);
  expect(await rotating('d', seen, 90 * DAY_MS - 1)).toBe(first);
  expect(await rotating('d', seen, 90 * DAY_MS)).not.toBe(first);
  expect(await rotating('d', named, 90 * DAY_MS)).not.toBe(await rotating('d', named, 60 * DAY_MS));
  expect(first).not.toBe(await keyed('d', seen, 60 * DAY_MS));
});
