import type { FoldedRow } from '../journal/foldRows.ts';
import { planShard } from '../journal/planShard.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import type { Identity, ShardRecord } from '../store/records.ts';
import type { EngineRestart } from './engine.ts';
import {
  type Candidate,
  type CandidateQuery,
  type NextCandidate,
  nextCandidate,
  type RecordingsById,
  waitingLives,
} from './sealCandidate.ts';
import { sealShard } from './sealShard.ts';
import { recordOf, type WriteShardParts, writeShard } from './writeShard.ts';

/** A shard as it comes to lie in the store; without bytes when it is one row that cannot be written, and dead. */
export interface SealedShard {
  readonly shardId: string;
  readonly record: ShardRecord;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

/** Turns what waits in the journal into shards, one at a time, at the moment when it can be sent. */
export interface Sealer {
  /**
   * Seals the next shard of a table: rows of one page life, one version of the table and one identity, in order, as many as fit.
   * Undefined when nothing complete waits. A row whose recording still runs waits alone, and so do those with audio where they are passed
   * over.
   *
   * Rows that the writer or the storage does not take together are halved; one that cannot be written by itself is put among the dead
   * letters, and the rest goes on.
   */
  sealNext(
    table: string,
    identity: Identity,
    maxBytes: number,
    isWithoutAudio?: boolean,
  ): Promise<SealedShard | undefined>;
  /** From now on, a shard of this table holds so many rows at the most. */
  limitRows(table: string, rowCount: number): void;
}

export interface SealerOptions extends WriteShardParts {
  /** By table: what shards were found to hold at the most, before this engine was started. */
  readonly shardMaxRows: Readonly<Record<string, number>>;
  /** A row that cannot be written is among the dead letters. */
  readonly onDead: (shardId: string, record: ShardRecord) => void;
  /** A writer is broken, and with it this realm: another engine must go on. */
  readonly onBroken: (restart: EngineRestart) => void;
}

export function createSealer(options: SealerOptions): Sealer {
  const { store } = options;
  const maxRows = new Map(Object.entries(options.shardMaxRows));
  /** Formats whose writer is broken, with what it said. */
  const broken = new Map<string, ShardWriterError>();
  /** By table, the page lives still to be looked at: after days offline there may be thousands, of which each is read once. */
  const ahead = new Map<string, string[]>();

  async function sealNext(
    table: string,
    identity: Identity,
    maxBytes: number,
    isWithoutAudio = false,
  ): Promise<SealedShard | undefined> {
    let most = maxRows.get(table) ?? Number.POSITIVE_INFINITY;
    for (;;) {
      const next = await candidateAfter({ table, identity, isWithoutAudio });
      if (next.candidate === undefined) return undefined;
      const { candidate, recordings } = next;
      const brokenBefore = broken.get(candidate.definition.format);
      if (brokenBefore !== undefined) throw brokenBefore;
      const rows = planShard(candidate.rows, { maxBytes, maxRows: most }).map(({ row }) => row);
      const sealed = await seal(candidate, rows, recordings);
      if (sealed === 'halve') most = Math.ceil(rows.length / 2);
      else if (sealed !== undefined) return sealed;
    }
  }

  /** Looks through the page lives that are left, then once through those that wait by now. */
  async function candidateAfter(query: CandidateQuery): Promise<NextCandidate> {
    const left = await nextCandidate(store, query, ahead.get(query.table) ?? []);
    if (left.candidate !== undefined) return left;
    const lives = await waitingLives(store, query.table);
    ahead.set(query.table, lives);
    return nextCandidate(store, query, lives);
  }

  /** Undefined when the rows are to be read again: a change came in between, in this tab or another, or one of them is dead now. */
  async function seal(
    candidate: Candidate,
    rows: readonly FoldedRow[],
    recordings: RecordingsById,
  ): Promise<SealedShard | 'halve' | undefined> {
    try {
      const shard = await writeShard(options, candidate, rows, recordings);
      return (await sealShard(store, candidate, rows, shard)) ? shard : undefined;
    } catch (error) {
      if (rows.length > 1 && isHalved(error)) return 'halve';
      await endWith(error, candidate, rows);
      return undefined;
    }
  }

  /** What is left to do when rows could not be sealed: a row that cannot be written dies alone, all else is thrown. */
  async function endWith(error: unknown, candidate: Candidate, rows: readonly FoldedRow[]): Promise<void> {
    if (!(error instanceof ShardWriterError) || (error.code !== 'unfit' && error.code !== 'broken'))
      throw error;
    const { name, format } = candidate.definition;
    if (rows.length === 1) await bury(candidate, rows, error.message);
    if (error.code === 'unfit') return;
    broken.set(format, error);
    // The next engine takes half as many, until the row that breaks the writer is found and is dead.
    const maxRows = rows.length === 1 ? undefined : Math.ceil(rows.length / 2);
    options.onBroken({ reason: error.message, table: name, ...(maxRows === undefined ? {} : { maxRows }) });
    throw error;
  }

  async function bury(candidate: Candidate, rows: readonly FoldedRow[], reason: string): Promise<void> {
    const dead = { ...recordOf(candidate, rows, options.now()), state: 'dead', reason } as const;
    const shard: SealedShard = { shardId: options.newId(), record: dead, bytes: undefined };
    if (await sealShard(store, candidate, rows, shard)) options.onDead(shard.shardId, dead);
  }

  return {
    sealNext,
    limitRows(table, rowCount) {
      maxRows.set(table, Math.max(1, Math.min(rowCount, maxRows.get(table) ?? Number.POSITIVE_INFINITY)));
    },
  };
}

/** Whether fewer rows may fare better. */
const isHalved = (error: unknown): boolean =>
  error instanceof ShardWriterError
    ? error.code === 'unfit'
    : (error as DOMException).name === 'QuotaExceededError';
