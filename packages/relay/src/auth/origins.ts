import { RelayError } from '../relayError.ts';

/**
 * Refuses pages that the configuration does not name. It keeps honest browsers in order and stops nobody else: any program can send any
 * origin. The ticket is what is asked of everybody.
 */
export function refuseForeignOrigin(headers: Headers, origins: ReadonlySet<string>): void {
  const origin = headers.get('Origin');
  if (origin !== null && !origins.has(origin)) throw refusal(origin);
}

/** As above, and a request that names no origin is refused as well: where the origin is all there is to decide by. */
export function requireOrigin(headers: Headers, origins: ReadonlySet<string>): void {
  const origin = headers.get('Origin');
  if (origin === null || !origins.has(origin)) throw refusal(origin ?? 'none');
}

const refusal = (origin: string): RelayError =>
  new RelayError(
    'origin_refused',
    `ALLOWED_ORIGINS of the relay does not hold ${JSON.stringify(origin.slice(0, 100))}`,
  );
