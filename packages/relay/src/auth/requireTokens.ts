import { HEADER } from '@parqueue/schema/wire';
import type { Payer } from '../quota/payer.ts';
import { RelayError } from '../relayError.ts';
import type { TokenSigner } from './signedToken.ts';

/** Where a ticket has to be good for. */
interface Destination {
  readonly dataset: string;
  readonly table: string;
}

/** The right to send to a table of a dataset, for the page that got it. Gives who pays for what is sent. */
export async function requireTicket(
  headers: Headers,
  { dataset, table }: Destination,
  signer: TokenSigner,
): Promise<Payer> {
  const ticket = /^Bearer ([\w.-]+)$/.exec(headers.get('Authorization') ?? '')?.[1];
  if (ticket === undefined)
    throw new RelayError('ticket_missing', 'Authorization: expected Bearer and a ticket');
  const verified = await signer.verify(ticket, { kind: 'ticket', dataset });
  if (verified.kind === 'expired')
    throw new RelayError('ticket_expired', 'the ticket has expired; ask for another');
  const origin = headers.get('Origin');
  if (verified.kind === 'invalid' || (origin !== null && verified.origin !== origin))
    throw new RelayError('ticket_invalid', 'the ticket is not one of this relay, dataset and origin');
  const { userId, network, quota, tables } = verified;
  if (tables !== undefined && !tables.includes(table))
    throw new RelayError('table_refused', `the ticket is for ${tables.join(', ')}`);
  return { userId, network, quota };
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
