import { expect, test } from 'vitest';
import { newEdKey } from '../../../../../test/support/signSiteToken.ts';
import { parseSiteKeys } from './siteKeys.ts';

const SECRET = 'a secret of the site without blanks'.replaceAll(' ', '-');
const { x } = newEdKey();
const publicBytes = Uint8Array.from(Buffer.from(x, 'base64url'));

test('several keys stand side by side, each with its algorithm', () => {
  expect(parseSiteKeys(`2026=HS256:${SECRET}  2027=EdDSA:${x}`)).toEqual([
    { kid: '2026', alg: 'HS256', bytes: new TextEncoder().encode(SECRET) },
    { kid: '2027', alg: 'EdDSA', bytes: publicBytes },
  ]);
});

test('a secret may have any character but blanks and commas', () => {
  const secret = 'a=b:c=d:e+f/g==aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
  expect(parseSiteKeys(`2026=HS256:${secret}`)[0]?.bytes).toEqual(new TextEncoder().encode(secret));
});

test('a JWK Set gives the same keys', () => {
  const k = Buffer.from(SECRET).toString('base64url');
  const set = {
    keys: [
      { kty: 'oct', kid: '2026', alg: 'HS256', k },
      { kty: 'OKP', crv: 'Ed25519', kid: '2027', use: 'sig', x },
    ],
  };
  expect(parseSiteKeys(JSON.stringify(set))).toEqual(parseSiteKeys(`2026=HS256:${SECRET} 2027=EdDSA:${x}`));
});

test.for<[string, string, RegExp]>([
  ['no word', ',', /holds no key/],
  ['no name', `=HS256:${SECRET}`, /entry 1 that is not name=/],
  ['no algorithm', `2026=${SECRET}`, /entry 1 that is not name=/],
  ['another algorithm', `2026=HS256:${SECRET} 2027=RS256:${x}`, /entry 2 that is not name=/],
  ['a short secret', `2026=HS256:${'s'.repeat(31)}`, /entry 1 whose secret is shorter than 32 bytes/],
  ['half a public key', `2026=EdDSA:${x.slice(0, 20)}`, /entry 1 that is no public Ed25519 key/],
  ['one name twice', `a=HS256:${SECRET} a=EdDSA:${x}`, /two keys of one name/],
  ['a torn JWK Set', '{"keys":[', /no JWK Set/],
  ['a JWK without a kid', JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x }] }), /each with a kid/],
  [
    'a private key',
    JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'a', x, d: x }] }),
    /public Ed25519 keys/,
  ],
])('%s is refused, without its value', ([, text, words]) => {
  expect(() => parseSiteKeys(text)).toThrow(words);
  expect(() => parseSiteKeys(text)).not.toThrow(x);
  expect(() => parseSiteKeys(text)).not.toThrow(SECRET);
});
