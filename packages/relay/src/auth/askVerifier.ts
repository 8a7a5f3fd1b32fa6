import { RelayError } from '../relayError.ts';

/** A page waits for a ticket for 30 s. */
const TIMEOUT_MS = 10_000;

export interface VerifierAnswer {
  readonly status: number;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

/**
 * Asks a service whether a credential is good.
 *
 * @param service its name, for the error
 * @throws {RelayError} `credential_unchecked` when it does not answer in time
 */
export async function askVerifier(
  service: string,
  url: string,
  init: RequestInit,
  timeoutMs = TIMEOUT_MS,
): Promise<VerifierAnswer> {
  try {
    // What is redirected to is not who is asked: the credential goes nowhere else.
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await response.text();
    return { status: response.status, body: asJson(text) };
  } catch {
    throw unchecked(service);
  }
}

/** The page keeps its rows, and asks again. */
export const unchecked = (service: string): RelayError =>
  new RelayError('credential_unchecked', `${service} does not say whether the credential is good`);

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
