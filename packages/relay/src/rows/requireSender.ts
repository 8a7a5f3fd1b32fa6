import { isOperator } from '../auth/requireOperator.ts';
import { requireIdentity, requireTicket } from '../auth/requireTokens.ts';
import type { TokenSigner } from '../auth/signedToken.ts';
import type { RowSender } from './rowSender.ts';

export interface SenderChecks {
  readonly dataset: string;
  readonly table: string;
  readonly signer: TokenSigner;
  readonly operatorSecret: string | null;
}

/**
 * The operator, by their secret; else whoever has a ticket, whose rows are those of the identity that they prove.
 *
 * @throws {RelayError} for all others
 */
export async function requireSender(
  headers: Headers,
  { dataset, table, signer, operatorSecret }: SenderChecks,
): Promise<RowSender> {
  if (await isOperator(headers, operatorSecret)) return { kind: 'operator' };
  const payer = await requireTicket(headers, { dataset, table }, signer);
  return { kind: 'person', userId: await requireIdentity(headers, dataset, signer), payer };
}
