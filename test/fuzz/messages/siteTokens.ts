import { randomBytes } from 'node:crypto';
import { parseSiteKeys } from '../../../packages/relay/src/auth/site/siteKeys.ts';
import { createSiteVerifier } from '../../../packages/relay/src/auth/site/verifySiteToken.ts';
import { RelayError } from '../../../packages/relay/src/relayError.ts';
import type { Random } from '../../support/seeded.ts';
import { newEdKey, type SiteTokenParts, signSiteToken } from '../../support/signSiteToken.ts';
import { mutateText } from '../mutateBytes.ts';

const ALGORITHMS = ['none', 'HS256', 'HS384', 'EdDSA', 'Ed25519', 'ES256', 'RS256', '', null, 1];
const KIDS = ['secret', 'pair', 'other', '', '__proto__', null, ['secret']];

/** Tokens of a site: right ones that were changed, and others made of whatever a stranger has, which is all but the keys. */
export function siteTokens(): (random: Random) => Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const { privateKey, x } = newEdKey();
  const verify = createSiteVerifier(parseSiteKeys(`secret=HS256:${secret} pair=EdDSA:${x}`));
  const right = [
    signSiteToken({ header: { kid: 'secret' }, key: secret }),
    signSiteToken({ header: { kid: 'pair', alg: 'EdDSA' }, key: privateKey }),
  ];
  const strangersKeys: readonly SiteTokenParts['key'][] = [
    null,
    x,
    Buffer.from(x, 'base64url'),
    '',
    newEdKey().privateKey,
  ];

  async function isTaken(token: string): Promise<boolean> {
    try {
      await verify(token, 'recitations', Date.now());
      return true;
    } catch (error) {
      if (error instanceof RelayError && error.code === 'credential_refused') return false;
      throw error;
    }
  }

  return async (random) => {
    const original = random.pick(right);
    const isForged = random.chance(0.5);
    const header = { alg: random.pick(ALGORITHMS), kid: random.pick(KIDS) };
    const token = isForged
      ? signSiteToken({ header, key: random.pick(strangersKeys) })
      : mutateText(original, random);
    if (!(await isTaken(token))) return 'site token refused';
    // The last digits of a signature have bits that mean nothing.
    if (isForged || !token.startsWith(original.slice(0, original.lastIndexOf('.'))))
      throw new Error(`a token that the site has not signed is taken: ${token}`);
    return 'site token taken';
  };
}
