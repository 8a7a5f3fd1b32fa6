import { HEADER, MESSAGE_MAX_BYTES, PROTOCOL_VERSION } from '@parqueue/schema/wire';
import type { Context } from 'hono';
import { RelayError } from './relayError.ts';

/** Anything that checks values by Standard Schema (https://standardschema.dev), as the schemas of the wire do. */
interface MessageSchema<T> {
  readonly '~standard': {
    validate(value: unknown): CheckedMessage<T> | Promise<CheckedMessage<T>>;
  };
}

type CheckedMessage<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** @throws {RelayError} when the page speaks another version of the wire. */
export function requireProtocol(headers: Headers): void {
  const version = headers.get(HEADER.protocol);
  if (version === String(PROTOCOL_VERSION)) return;
  throw new RelayError(
    'protocol_unsupported',
    `${HEADER.protocol}: expected ${PROTOCOL_VERSION}, got ${version ?? 'none'}`,
  );
}

/** The JSON body of a request, checked. */
export async function readMessage<T>(c: Context, schema: MessageSchema<T>): Promise<T> {
  const length = Number(c.req.header('Content-Length') ?? Number.NaN);
  if (!(length >= 0)) throw new RelayError('length_required', 'Content-Length is missing');
  if (length > MESSAGE_MAX_BYTES)
    throw new RelayError('message_too_large', `a message has at most ${MESSAGE_MAX_BYTES} bytes`);
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new RelayError('bad_request', 'the body is no JSON');
  }
  const checked = await schema['~standard'].validate(body);
  if (checked.issues === undefined) return checked.value;
  throw new RelayError(
    'bad_request',
    checked.issues[0]?.message ?? 'the body is not the message of this route',
  );
}
