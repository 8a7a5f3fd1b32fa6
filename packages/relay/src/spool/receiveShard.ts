import type { ErrorCode } from '@parqueue/schema/wire';
import type { ShardClaim } from '../validation/shardClaim.ts';
import { createShardShape } from '../validation/shardShape.ts';
import type { KnownShard, Spool } from './spool.ts';

/** What became of a shard that was sent. */
export type PutOutcome =
  | { readonly kind: 'accepted'; readonly receivedAt: number }
  | { readonly kind: 'known'; readonly shard: KnownShard }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string };

/**
 * Takes a shard in while it streams: bytes go to the spool a chunk at a time, and become a shard only when all of them are there and
 * are what the claim says.
 *
 * @throws when the stream breaks; nothing of it stays then.
 */
export async function receiveShard(
  spool: Spool,
  claim: ShardClaim,
  body: ReadableStream<Uint8Array>,
  clock: () => number,
): Promise<PutOutcome> {
  const known = spool.find(claim.shardId);
  if (known !== undefined) {
    await body.pipeTo(new WritableStream());
    return ofKnown(known, claim);
  }
  const upload = spool.openUpload(claim);
  try {
    const detail = await readBody(claim, body, upload.write);
    if (detail !== undefined) return { kind: 'refused', ...detail };
    const receivedAt = clock();
    const accepted = upload.accept(receivedAt);
    return accepted.kind === 'accepted' ? { kind: 'accepted', receivedAt } : ofKnown(accepted.shard, claim);
  } finally {
    upload.discard();
  }
}

const ofKnown = (shard: KnownShard, claim: ShardClaim): PutOutcome =>
  shard.sha256 === claim.sha256
    ? { kind: 'known', shard }
    : {
        kind: 'refused',
        code: 'shard_conflict',
        detail: `shard ${claim.shardId} is known with another digest`,
      };

/** Passes the body on and says what is wrong with it, if anything. */
async function readBody(
  claim: ShardClaim,
  body: ReadableStream<Uint8Array>,
  write: (bytes: Uint8Array) => void,
): Promise<{ code: ErrorCode; detail: string } | undefined> {
  const shape = createShardShape(claim.format);
  const digest = new crypto.DigestStream('SHA-256');
  const digestWriter = digest.getWriter();
  let sizeBytes = 0;
  for await (const bytes of body) {
    sizeBytes += bytes.length;
    if (sizeBytes > claim.sizeBytes) break;
    shape.add(bytes);
    await digestWriter.write(bytes);
    write(bytes);
  }
  await digestWriter.close();
  const sha256 = hex(await digest.digest);
  if (sizeBytes !== claim.sizeBytes) {
    return {
      code: 'digest_mismatch',
      detail: `the body is not ${claim.sizeBytes} bytes long, as Content-Length says`,
    };
  }
  if (sha256 !== claim.sha256) {
    return { code: 'digest_mismatch', detail: 'the body does not have the SHA-256 that Content-Digest says' };
  }
  const problem = shape.problem();
  return problem === undefined ? undefined : { code: 'shard_invalid', detail: problem };
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
