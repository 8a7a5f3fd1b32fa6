import type { ErrorCode } from '@parqueue/schema/wire';
import { hexOf } from '../hexOf.ts';
import type { QuotaGuard } from '../quota/quotaGuard.ts';
import type { CheckShardBytes } from '../validation/checkShardBytes.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { KnownShard, Spool } from './spool.ts';

/** What became of a shard that was sent. */
export type PutOutcome =
  | { readonly kind: 'accepted'; readonly receivedAt: number }
  | { readonly kind: 'known'; readonly shard: KnownShard }
  | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly detail: string;
  /** Where it is known when to come again. */
  readonly retryAfterS?: number | undefined;
}

export interface ReceiveParts {
  readonly spool: Spool;
  readonly clock: () => number;
  readonly check: CheckShardBytes;
  /** Asked at the last moment: a refusal, if the shard may not be taken any more. */
  readonly refuseLate: (claim: ShardClaim) => PutOutcome | undefined;
  /** What a shard is counted for when it is accepted. */
  readonly quotas: Pick<QuotaGuard, 'keysOf'>;
}

/**
 * Takes a shard in while it streams: bytes go to the spool a chunk at a time, and become a shard only when all of them are there and
 * are what the claim says.
 *
 * @throws when the stream breaks; nothing of it stays then.
 */
export async function receiveShard(
  { spool, clock, check, refuseLate, quotas }: ReceiveParts,
  claim: ShardClaim,
  body: ReadableStream<Uint8Array>,
): Promise<PutOutcome> {
  const known = spool.find(claim.shardId);
  if (known !== undefined) {
    await body.pipeTo(new WritableStream());
    return ofKnown(known, claim);
  }
  const upload = spool.openUpload(claim);
  try {
    const mismatch = await readBody(claim, body, upload.write);
    if (mismatch !== undefined) return { kind: 'refused', code: 'digest_mismatch', detail: mismatch };
    const checked = check(claim, upload.source());
    if (checked.kind === 'wrong') return { kind: 'refused', code: checked.code, detail: checked.detail };
    const refused = refuseLate(claim);
    if (refused !== undefined) return refused;
    const receivedAt = clock();
    const accepted = upload.accept(receivedAt, checked.groupCount, quotas.keysOf(claim));
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

/** Passes the body on; says what is wrong with it, if it is not what the claim says. */
async function readBody(
  claim: ShardClaim,
  body: ReadableStream<Uint8Array>,
  write: (bytes: Uint8Array) => void,
): Promise<string | undefined> {
  const digest = new crypto.DigestStream('SHA-256');
  const digestWriter = digest.getWriter();
  let sizeBytes = 0;
  for await (const bytes of body) {
    sizeBytes += bytes.length;
    if (sizeBytes > claim.sizeBytes) break;
    await digestWriter.write(bytes);
    write(bytes);
  }
  await digestWriter.close();
  const sha256 = hexOf(await digest.digest);
  if (sizeBytes !== claim.sizeBytes)
    return `the body is not ${claim.sizeBytes} bytes long, as Content-Length says`;
  return sha256 === claim.sha256 ? undefined : 'the body does not have the SHA-256 that Content-Digest says';
}
