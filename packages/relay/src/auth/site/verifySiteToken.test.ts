import { expect, test } from 'vitest';
import { newEdKey, type SiteTokenParts, signSiteToken } from '../../../../../test/support/signSiteToken.ts';
import { createTokenSigner } from '../signedToken.ts';
import { parseSiteKeys } from './siteKeys.ts';
import { createSiteVerifier } from './verifySiteToken.ts';

const SECRET = 'the-secret-of-the-site-of-32-bytes-or-more';
const NEXT_SECRET = 'the-secret-of-the-site-from-next-year-on';
const { privateKey, x } = newEdKey();
const publicKey = Buffer.from(x, 'base64url');

const verify = createSiteVerifier(
  parseSiteKeys(`2026=HS256:${SECRET} 2027=HS256:${NEXT_SECRET} ed=EdDSA:${x}`),
);
const tried = (parts: SiteTokenParts, now = Date.now()) => verify(signSiteToken(parts), 'recitations', now);

test('[RL16] a token by any of the keys holds: old and new ones side by side, shared secrets and key pairs', async () => {
  const claims = { sub: 'user-7' };
  await expect(tried({ key: SECRET })).resolves.toMatchObject(claims);
  await expect(tried({ header: { kid: '2027' }, key: NEXT_SECRET })).resolves.toMatchObject(claims);
  await expect(tried({ header: { kid: 'ed', alg: 'EdDSA' }, key: privateKey })).resolves.toMatchObject(
    claims,
  );
});

test('[RL16] a token may name tables and a quota', async () => {
  const claims = { tables: ['alignment'], quota: { bytesPerDay: 1_000_000, shardsPerHour: 10 } };
  await expect(tried({ claims, key: SECRET })).resolves.toMatchObject(claims);
});

const none = { alg: 'none' };
const REFUSED: readonly [string, SiteTokenParts, RegExp][] = [
  ['without a signature', { header: none, key: null }, /its alg/],
  ['that says none in another way', { header: { alg: 'None' }, key: null }, /its alg/],
  ['without a signature, of a key pair', { header: { ...none, kid: 'ed' }, key: null }, /its alg/],
  ['whose signature is empty', { key: null }, /signature|no JWT/],
  ['by a secret that nobody has', { key: 'another-secret-of-32-bytes-or-more' }, /signature/],
  ['by the next key in the name of this', { key: NEXT_SECRET }, /signature/],
  ['by the public key as a secret', { header: { kid: 'ed' }, key: publicKey }, /its alg/],
  ['by the text of the public key as a secret', { header: { kid: 'ed' }, key: x }, /its alg/],
  ['by a key pair in the name of a secret', { header: { alg: 'EdDSA' }, key: privateKey }, /its alg/],
  ['of another key pair', { header: { kid: 'ed', alg: 'EdDSA' }, key: newEdKey().privateKey }, /signature/],
  ['with another algorithm', { header: { alg: 'HS512' }, key: SECRET }, /its alg/],
  ['with a kid that nobody has', { header: { kid: '2025' }, key: SECRET }, /kid/],
  ['with the kid of an object’s own', { header: { kid: '__proto__' }, key: SECRET }, /kid/],
  ['without a kid', { header: { kid: undefined }, key: SECRET }, /kid/],
  ['with a kid that is no text', { header: { kid: { a: 1 } }, key: SECRET }, /kid|no JWT/],
  [
    'that brings its own key',
    { header: { kid: 'own', alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x } }, key: privateKey },
    /kid/,
  ],
  ['with an extension that has to be understood', { header: { crit: ['x'], x: 1 }, key: SECRET }, /no JWT/],
  ['for another dataset', { claims: { aud: 'parqueue:others' }, key: SECRET }, /aud .*parqueue:<dataset>/],
  ['for nobody', { claims: { aud: undefined }, key: SECRET }, /aud/],
  ['without an end', { claims: { exp: undefined }, key: SECRET }, /exp/],
  ['whose end is no number', { claims: { exp: '2999-01-01' }, key: SECRET }, /exp/],
  ['of nobody', { claims: { sub: undefined }, key: SECRET }, /sub/],
  ['of an empty name', { claims: { sub: '' }, key: SECRET }, /sub/],
  ['of a number', { claims: { sub: 7 }, key: SECRET }, /sub/],
  ['for tables that are none', { claims: { tables: ['../etc'] }, key: SECRET }, /tables\.0/],
  ['for no table', { claims: { tables: [] }, key: SECRET }, /tables/],
  [
    'with a quota below nothing',
    { claims: { quota: { bytesPerDay: -1 } }, key: SECRET },
    /quota\.bytesPerDay/,
  ],
];

test.for(REFUSED)('[RL16] a token %s is refused, in words for who signs', async ([, parts, words]) => {
  const message = expect.stringMatching(words);
  await expect(tried(parts)).rejects.toMatchObject({ code: 'credential_refused', message });
});

test('[RL16] the key decides which algorithm it is for, whatever the token says', async () => {
  const asSecret = tried({ header: { kid: 'ed' }, key: publicKey });
  await expect(asSecret).rejects.toThrow('its alg is not EdDSA, which the key is for');
  const asPublic = tried({ header: { alg: 'EdDSA' }, key: privateKey });
  await expect(asPublic).rejects.toThrow('its alg is not HS256, which the key is for');
});

test('[RL16] clocks may be a minute apart, and no token reaches further than 15 minutes', async () => {
  const now = 1_800_000_000_000;
  const at = (offsetS: number) => now / 1000 + offsetS;
  const within = (claims: object) =>
    tried({ claims: { iat: undefined, exp: at(60), ...claims }, key: SECRET }, now);
  for (const claims of [{ exp: at(-59) }, { nbf: at(59) }, { iat: at(59) }, { exp: at(15 * 60 + 59) }])
    await expect(within(claims)).resolves.toMatchObject({ sub: 'user-7' });
  for (const claims of [
    { exp: at(-61) },
    { nbf: at(61) },
    { iat: at(61) },
    { exp: at(15 * 60 + 61) },
    { exp: at(1e9) },
  ])
    await expect(within(claims)).rejects.toMatchObject({ code: 'credential_refused' });
});

test('[RL16] what the relay itself has signed is no token of the site', async () => {
  const signer = createTokenSigner(SECRET);
  for (const kind of ['ticket', 'identity'] as const) {
    const { token } = await signer.issue(
      { kind, dataset: 'recitations', userId: '0123456789ab' },
      Date.now(),
    );
    await expect(verify(token, 'recitations', Date.now())).rejects.toMatchObject({
      code: 'credential_refused',
    });
  }
});

test.for(['', 'nonsense', 'a.b.c', '...', 'e30.e30.', `${'x'.repeat(8000)}.y.z`])(
  'what is no token is refused as such: %s',
  async (text) => {
    await expect(verify(text, 'recitations', Date.now())).rejects.toMatchObject({
      code: 'credential_refused',
    });
  },
);
