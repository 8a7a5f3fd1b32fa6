import { createHash } from 'node:crypto';
import { joinBytes } from '../parquet/joinBytes.ts';
import type { QuotaGuard } from '../quota/quotaGuard.ts';
import type { RowMark, RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Admission } from './admission.ts';
import type { RowLedger, SeenRevision } from './rowLedger.ts';
import { type Spool, UNBUILT } from './spool.ts';

export interface ReceiveRowsParts {
  /** Runs what it is given as one change of what is kept. */
  readonly atomically: <T>(change: () => T) => T;
  readonly spool: Spool;
  readonly ledger: RowLedger;
  readonly admission: Admission;
  readonly quotas: Pick<QuotaGuard, 'keysOf'>;
  readonly clock: () => number;
  /** A UUIDv7. */
  readonly newId: () => string;
}

/**
 * Takes in the rows of an offer that are new, as a shard of their own, or refuses the offer whole. It is one change of the spool, and nothing
 * is waited for within: the rows and the word that they came are there together, or neither is.
 */
export function receiveRows(parts: ReceiveRowsParts, offer: RowOffer): RowOutcome {
  return parts.atomically(() => {
    const judged = judge(parts.ledger, offer);
    if (judged.kind === 'refused') return judged;
    const { fresh } = judged;
    if (fresh.length > 0) {
      const refusal = spoolFresh(parts, offer, fresh);
      if (refusal !== undefined) return refusal;
    }
    const sizeBytes = fresh.reduce((sum, { mark }) => sum + mark.sizeBytes, 0);
    return { kind: 'taken', rows: fresh.length, sizeBytes, known: offer.marks.length - fresh.length };
  });
}

/** A row that is to be kept, and where its line begins in the offer. */
interface FreshRow {
  readonly mark: RowMark;
  readonly startByte: number;
}

type Judged =
  | Extract<RowOutcome, { kind: 'refused' }>
  | { readonly kind: 'sound'; readonly fresh: readonly FreshRow[] };

/** Which rows are new. Of one that is there twice within the offer, the second is known. */
function judge(ledger: RowLedger, { table, marks }: RowOffer): Judged {
  const seenOf = new Map<string, readonly SeenRevision[]>();
  const fresh: FreshRow[] = [];
  let startByte = 0;
  for (const mark of marks) {
    const seen = seenOf.get(mark.rowId) ?? ledger.seen(table, mark.rowId);
    const same = seen.find(({ revision }) => revision === mark.revision);
    if (same !== undefined && same.digest !== mark.digest)
      return conflict(mark, 'is known with other content; a change of it is a higher revision');
    if (same === undefined && seen.some(({ revision }) => revision > mark.revision))
      return conflict(mark, 'is known in a higher revision');
    if (same === undefined) fresh.push({ mark, startByte });
    seenOf.set(mark.rowId, same === undefined ? [...seen, mark] : seen);
    startByte += mark.sizeBytes;
  }
  return { kind: 'sound', fresh };
}

const conflict = ({ line, rowId }: RowMark, problem: string): Judged => ({
  kind: 'refused',
  code: 'row_conflict',
  detail: `line ${line}: row ${rowId} ${problem}`,
  line,
});

/** @returns why not, where the spool does not take them */
function spoolFresh(
  { spool, ledger, admission, quotas, clock, newId }: ReceiveRowsParts,
  offer: RowOffer,
  fresh: readonly FreshRow[],
): RowOutcome | undefined {
  const bytes = joinBytes(
    fresh.map(({ mark, startByte }) => offer.bytes.subarray(startByte, startByte + mark.sizeBytes)),
  );
  const claim = claimOf(offer, { shardId: newId(), bytes, rowCount: fresh.length });
  const refusal = admission.refuse(claim);
  if (refusal !== undefined) return refusal;
  const upload = spool.openUpload(claim);
  upload.write(bytes);
  upload.accept(clock(), offer.format === 'parquet' ? UNBUILT : 1, quotas.keysOf(claim));
  if (offer.isRepeatable) for (const { mark } of fresh) ledger.add(offer.table, mark.rowId, mark);
  return undefined;
}

interface FreshShard {
  readonly shardId: string;
  readonly bytes: Uint8Array;
  readonly rowCount: number;
}

/** Nobody but the row ledger counts them, so that there is no client and no sequence. */
function claimOf(offer: RowOffer, { shardId, bytes, rowCount }: FreshShard): ShardClaim {
  const { table, tablePath, format, fingerprint, userId, payer } = offer;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const sizeBytes = bytes.length;
  return {
    ...{ shardId, table, tablePath, format, fingerprint, userId },
    ...{ sha256, sizeBytes, rowCount, clientId: '', seqs: '', spoolCount: 1 },
    ...(payer && { payer }),
  };
}
