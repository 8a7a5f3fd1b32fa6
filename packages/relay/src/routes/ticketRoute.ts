import { SHARD_MAX_BYTES, type TicketResponse, ticketRequestSchema } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { clientAddress } from '../auth/clientAddress.ts';
import { requireOrigin } from '../auth/origins.ts';
import type { RelayParts } from '../relayParts.ts';
import { readMessage, requireProtocol } from '../requestParts.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/ticket';

/** `POST /v1/ticket` */
export function ticketRoute({
  config,
  tables,
  signer,
  userIdOf,
  ticketMode,
  spoolOf,
  clock,
}: RelayParts): Hono {
  return new Hono()
    .post(PATH, async (c) => {
      const { headers } = c.req.raw;
      requireProtocol(headers);
      requireOrigin(headers, config.origins);
      const { dataset, credential } = await readMessage(c, ticketRequestSchema);
      spoolOf(dataset);
      const address = clientAddress(headers, config.trustedProxies);
      const applicant = await userIdOf(dataset, { address, userAgent: '' });
      await ticketMode({ dataset, credential, applicant });

      const userId = await userIdOf(dataset, { address, userAgent: headers.get('User-Agent') ?? '' });
      const now = clock();
      const origin = headers.get('Origin') ?? '';
      const ticket = await signer.issue({ kind: 'ticket', dataset, userId, origin }, now);
      const proof = await signer.issue({ kind: 'identity', dataset, userId }, now);
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
        tables: [...tables.values()].map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] })),
      };
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .all(PATH, wrongMethod('POST'));
}
