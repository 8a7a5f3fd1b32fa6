import { type DeadLetterFile, type DeadLetters, openDeadLetters } from './deadLetters.ts';
import { type Erasure, eraseUser } from './eraseUser.ts';
import type { Spool } from './spool.ts';
import { CHUNK_MAX_BYTES } from './spoolSchema.ts';
import type { SpoolStatus } from './spoolStatus.ts';

/** What the operator may ask of a spool. */
export interface OperatorService extends Pick<DeadLetters, 'page'> {
  status(): SpoolStatus;
  /** The bytes as they came, a chunk in memory at a time. */
  deadFile(shardId: string): (DeadLetterFile & { readonly bytes: ReadableStream<Uint8Array> }) | undefined;
  /** Has those of them that are dead letters here offered again. */
  requeue(shardIds: readonly string[]): Promise<Requeued>;
  removeDead(shardId: string): boolean;
  erase(userId: string, isRepoDone: boolean): Erasure;
}

export interface Requeued {
  readonly shardIds: readonly string[];
  /** Dead letters that are left. */
  readonly leftCount: number;
}

export interface OperatorServiceParts {
  readonly storage: DurableObjectStorage;
  readonly spool: Spool;
  readonly status: () => SpoolStatus;
  readonly clock: () => number;
  /** Sees to it that an alarm is set when there is something to do. */
  readonly arm: () => Promise<void>;
}

export function createOperatorService(parts: OperatorServiceParts): OperatorService {
  const { storage, spool, status, clock, arm } = parts;
  const letters = openDeadLetters(storage.sql, spool);
  return {
    status,
    page: letters.page,

    deadFile(shardId) {
      const file = letters.file(shardId);
      return file && { ...file, bytes: streamOf(spool, shardId, file.sizeBytes) };
    },

    async requeue(wantedIds) {
      const shardIds = storage.transactionSync(() => letters.requeue(wantedIds, clock()));
      await arm();
      return { shardIds, leftCount: spool.deadCount() };
    },

    removeDead: (shardId) =>
      storage.transactionSync(() => letters.remove(shardId, 'deleted by the operator', clock())),

    erase: (userId, isRepoDone) => eraseUser(storage, spool, { userId, isRepoDone, now: clock() }),
  };
}

/** Read as it is sent, so that there is no more of it in memory than is on its way. */
function streamOf(spool: Spool, shardId: string, sizeBytes: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const end = Math.min(sizeBytes, at + CHUNK_MAX_BYTES);
        if (end > at) controller.enqueue(spool.read(shardId, at, end));
        at = end;
        if (at === sizeBytes) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
