import { HEADER } from '@parqueue/schema/wire';
import { RelayError } from '../relayError.ts';
import type { TokenSigner } from './signedToken.ts';

/** The right to send to a dataset, for the page that got it. */
export async function requireTicket(headers: Headers, dataset: string, signer: TokenSigner): Promise<void> {
  const ticket = /^Bearer ([\w.-]+)$/.exec(headers.get('Authorization') ?? '')?.[1];
  if (ticket === undefined)
    throw new RelayError('ticket_missing', 'Authorization: expected Bearer and a ticket');
  const verified = await signer.verify(ticket, { kind: 'ticket', dataset });
  if (verified.kind === 'expired')
    throw new RelayError('ticket_expired', 'the ticket has expired; ask for another');
  const origin = headers.get('Origin');
  const isForeign = verified.kind === 'valid' && origin !== null && verified.origin !== origin;
  if (verified.kind === 'invalid' || isForeign) {
    throw new RelayError('ticket_invalid', 'the ticket is not one of this relay, dataset and origin');
  }
}

/** The relay's own word for the `user_id` in the rows. It need not be the one of the ticket: rows may be older than both. */
export async function requireIdentity(
  headers: Headers,
  dataset: string,
  signer: TokenSigner,
): Promise<string> {
  const proof = headers.get(HEADER.identity);
  if (proof === null) throw new RelayError('bad_request', `${HEADER.identity} is missing`);
  const verified = await signer.verify(proof, { kind: 'identity', dataset });
  if (verified.kind !== 'valid') {
    throw new RelayError('identity_invalid', `${HEADER.identity} is not a proof of this relay and dataset`);
  }
  return verified.userId;
}
