import { randomUUID } from 'node:crypto';
import { recitation } from '@parqueue/schema/presets';
import { formatDigest, formatRanges, HEADER, parseRanges } from '@parqueue/schema/wire';
import { createTokenSigner } from '../../../packages/relay/src/auth/signedToken.ts';
import { parseConfig } from '../../../packages/relay/src/config.ts';
import { RelayError } from '../../../packages/relay/src/relayError.ts';
import { parseShardClaim } from '../../../packages/relay/src/validation/parseShardClaim.ts';
import type { Random } from '../../support/seeded.ts';
import { mutateText } from '../mutateBytes.ts';
import type { FuzzBook, FuzzTarget } from '../target.ts';
import { siteTokens } from './siteTokens.ts';

const SHARD_ID = '01900000-0000-7000-8000-000000000001';
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Length': '1000',
  [HEADER.digest]: formatDigest('ab'.repeat(32)),
  [HEADER.client]: SHARD_ID,
  [HEADER.seq]: '0-9,12-40',
  [HEADER.fingerprint]: recitation.fingerprint,
  [HEADER.rows]: '39',
};

/** Tokens of the relay and of a site, and the headers of a shard. */
export function messageTarget(book: FuzzBook): FuzzTarget {
  const name = 'messages';
  const signer = createTokenSigner(randomUUID());
  const claims = { kind: 'identity', dataset: 'd', userId: '0123456789abcdef' } as const;
  const issued = signer.issue(claims, Date.now());

  const trySiteToken = siteTokens();

  async function tryToken(random: Random): Promise<string> {
    const { token } = await issued;
    const mutated = mutateText(token, random);
    const verified = await signer.verify(mutated, { kind: 'identity', dataset: 'd' });
    if (verified.kind !== 'valid') return `token ${verified.kind}`;
    // The last digits of a signature have bits that mean nothing.
    if (verified.userId !== claims.userId || !mutated.startsWith(token.slice(0, token.lastIndexOf('.'))))
      throw new Error('a token that nobody has signed is valid');
    return 'token valid';
  }

  function tryClaim(random: Random): string {
    const headers = mutateHeaders(random);
    if (headers === undefined) return 'no header';
    try {
      const { seqs } = parseShardClaim(
        random.chance(0.9) ? SHARD_ID : mutateText(SHARD_ID, random),
        recitation,
        headers,
      );
      const ranges = parseRanges(seqs);
      if (ranges !== undefined && formatRanges(ranges) === seqs) return 'claim taken';
    } catch (error) {
      if (error instanceof RelayError) return `claim ${error.code}`;
      throw error;
    }
    throw new Error('ranges that are none are taken');
  }

  const tryConfig = (random: Random): string =>
    parseConfig({
      DATASETS: mutateText('a=b/c d=e/f', random),
      ALLOWED_ORIGINS: mutateText('https://a.example', random),
    }).kind;

  return {
    name,
    async step(random) {
      try {
        const outcome = random.pick([tryToken, trySiteToken, tryClaim, tryClaim, tryConfig])(random);
        book.count(name, await outcome);
      } catch (error) {
        book.problem(name, (error as Error).message, new Uint8Array(0));
      }
    },
    close: async () => {},
  };
}

/** Undefined where it is none that a server would pass on. */
function mutateHeaders(random: Random): Headers | undefined {
  const headers = new Headers(HEADERS);
  try {
    for (let i = random.int(1, 2); i > 0; i--) {
      const header = random.pick(Object.keys(HEADERS));
      headers.set(header, mutateText(headers.get(header) ?? '', random));
    }
    return headers;
  } catch {
    return undefined;
  }
}
