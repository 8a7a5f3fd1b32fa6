import { RelayError } from '../relayError.ts';

/**
 * Lets in who knows the operator's secret, as a bearer token or as the password of any name, so that a browser can ask for it.
 *
 * @param secret null where none is set: then nobody is let in
 * @throws {RelayError} `not_found` where nobody could be, `operator_refused` else
 */
export async function requireOperator(headers: Headers, secret: string | null): Promise<void> {
  if (secret === null)
    throw new RelayError('not_found', 'OPERATOR_SECRET of the relay is not set, which this route needs');
  const [, scheme = '', given = ''] = /^(\w+) +(.*)$/.exec(headers.get('Authorization') ?? '') ?? [];
  const said = /^basic$/i.test(scheme) ? passwordIn(given) : /^bearer$/i.test(scheme) ? given : '';
  if (!(await isSame(said, secret)))
    throw new RelayError('operator_refused', 'Authorization: expected the operator’s secret');
}

function passwordIn(given: string): string {
  try {
    return atob(given).split(':').slice(1).join(':');
  } catch {
    return '';
  }
}

/** Digests are compared, so that the time it takes says nothing of the secret, nor of its length. */
async function isSame(a: string, b: string): Promise<boolean> {
  const digest = async (text: string) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const [one, other] = await Promise.all([digest(a), digest(b)]);
  return one.reduce((difference, byte, i) => difference | (byte ^ (other[i] ?? 0)), 0) === 0;
}
