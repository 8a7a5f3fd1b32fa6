import { RelayError } from '../relayError.ts';

/**
 * Lets in who sends the operator's secret as a bearer token.
 *
 * @param secret null where none is set: then nobody is let in
 * @throws {RelayError} `not_found` where nobody could be, `operator_refused` else
 */
export async function requireOperator(headers: Headers, secret: string | null): Promise<void> {
  if (secret === null) throw operatorMissing();
  if (!(await isOperator(headers, secret)))
    throw new RelayError('operator_refused', 'Authorization: expected Bearer and the operator’s secret');
}

/** Whether it is who knows the operator's secret; nobody is where none is set. */
export async function isOperator(headers: Headers, secret: string | null): Promise<boolean> {
  const said = /^Bearer +(.+)$/.exec(headers.get('Authorization') ?? '')?.[1] ?? '';
  return secret !== null && (await isOperatorSecret(said, secret));
}

export const operatorMissing = (): RelayError =>
  new RelayError('not_found', 'OPERATOR_SECRET of the relay is not set, which this route needs');

/** Digests are compared, so that the time it takes says nothing of the secret, nor of its length. */
export async function isOperatorSecret(said: string, secret: string): Promise<boolean> {
  const digest = async (text: string) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const [one, other] = await Promise.all([digest(said), digest(secret)]);
  return one.reduce((difference, byte, i) => difference | (byte ^ (other[i] ?? 0)), 0) === 0;
}
