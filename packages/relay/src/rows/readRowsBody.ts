import { ROWS_MAX_BYTES } from '@parqueue/schema/wire';
import { joinBytes } from '../parquet/joinBytes.ts';
import { RelayError } from '../relayError.ts';

/**
 * The body of a request that brings rows; what is too long is refused before it is read.
 *
 * @throws {RelayError}
 */
export async function readRowsBody({ headers, body }: Request): Promise<Uint8Array> {
  const length = headers.get('Content-Length');
  if (length === null) throw new RelayError('length_required', 'Content-Length is missing');
  if (!/^\d{1,15}$/.test(length)) throw new RelayError('bad_request', 'Content-Length is no whole number');
  if (Number(length) > ROWS_MAX_BYTES)
    throw new RelayError(
      'message_too_large',
      `rows come in at most ${ROWS_MAX_BYTES} bytes; send them in parts`,
    );
  if (body === null) throw new RelayError('bad_request', 'the body has no rows');
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > Number(length)) break;
    pieces.push(piece);
  }
  if (sizeBytes !== Number(length))
    throw new RelayError('bad_request', `the body is not ${length} bytes long, as Content-Length says`);
  return joinBytes(pieces);
}
