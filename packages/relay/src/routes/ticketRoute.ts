import { SHARD_MAX_BYTES, type TicketResponse, ticketRequestSchema } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { clientAddress, customerNetwork } from '../auth/clientAddress.ts';
import { refuseForeignOrigin, requireOrigin } from '../auth/origins.ts';
import type { TokenClaims } from '../auth/signedToken.ts';
import type { RelayParts } from '../relayParts.ts';
import { readMessage, requireProtocol } from '../requestParts.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/ticket';

/** `POST /v1/ticket` */
export function ticketRoute(parts: RelayParts): Hono {
  const { config, tables, signer, keyedHash, userIdOf, ticketMode, spoolOf, clock } = parts;
  // A signature says whose a request is, and programs name no origin. Elsewhere it is all, or half of all, there is to decide by.
  const checkOrigin = config.tickets.mode === 'site' ? refuseForeignOrigin : requireOrigin;

  return new Hono()
    .post(PATH, async (c) => {
      const { headers } = c.req.raw;
      requireProtocol(headers);
      checkOrigin(headers, config.origins);
      const { dataset, credential } = await readMessage(c, ticketRequestSchema);
      spoolOf(dataset);
      const address = clientAddress(headers, config.trustedProxies);
      const network = await keyedHash('network', dataset, customerNetwork(address));
      const origin = headers.get('Origin');
      const grant = await ticketMode({ dataset, credential, origin, address, applicant: network });

      const now = clock();
      const userAgent = headers.get('User-Agent') ?? '';
      const userId = await userIdOf(dataset, grant.person ?? { kind: 'seen', address, userAgent }, now);
      const claims: TokenClaims = {
        kind: 'ticket',
        dataset,
        userId,
        origin: origin ?? undefined,
        tables: grant.tables,
        quota: grant.quota,
        // Whoever is not vouched for is somebody else with another user agent.
        network: grant.person === undefined ? network : undefined,
      };
      const ticket = await signer.issue(claims, now);
      const proof = await signer.issue({ kind: 'identity', dataset, userId }, now);
      const isFor = (name: string): boolean => grant.tables?.includes(name) ?? true;
      const answer: TicketResponse = {
        ticket: ticket.token,
        expiresAt: ticket.expiresAt,
        now,
        userId,
        identityProof: proof.token,
        limits: {
          shardMaxBytes: SHARD_MAX_BYTES,
          commitIntervalMs: config.commitIntervalMs,
          audio: config.audioPolicy === 'deny' ? 'denied' : 'allowed',
        },
        tables: [...tables.values()]
          .filter(({ name }) => isFor(name))
          .map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] })),
      };
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .all(PATH, wrongMethod('POST'));
}
