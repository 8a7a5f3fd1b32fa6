import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { HubError } from './hubError.ts';

/** As long as the Hub's storage links live. */
export const LINK_LIFE_S = 900;

/** Links that carry their own permission, as the storage behind the Hub has them; they die with the process. */
export interface Signer {
  sign(path: string, claims: Record<string, string>): string;
  /** The claims of a link; throws 403 when it was altered or is too old. */
  verify(path: string, query: Record<string, string>): Record<string, string>;
}

export function createSigner(now: () => number): Signer {
  const secret = randomBytes(32);
  const seal = (path: string, claims: Record<string, string>) => {
    const sorted = Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1));
    return createHmac('sha256', secret)
      .update(JSON.stringify([path, sorted]))
      .digest();
  };
  return {
    sign(path, claims) {
      const dated = { ...claims, expires: String(now() + LINK_LIFE_S * 1000) };
      return `${path}?${new URLSearchParams({ ...dated, signature: seal(path, dated).toString('hex') })}`;
    },
    verify(path, { signature = '', ...claims }) {
      const given = Buffer.from(signature, 'hex');
      const expected = seal(path, claims);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new HubError(403, 'SignatureDoesNotMatch');
      }
      if (now() > Number(claims['expires'])) throw new HubError(403, 'Request has expired');
      return claims;
    },
  };
}
