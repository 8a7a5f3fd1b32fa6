import type { FeedOutcome } from './feeder.ts';

/** What another spool has in a batch. */
export interface FedPart {
  readonly spool: number;
  /** The batches that its share of the last whole is divided among, with this one. */
  readonly siblingIds: readonly string[];
  /** Those of its files, or of the whole's that it is a piece of; empty before its first `prepare`. */
  readonly paths: readonly string[];
}

/** What the committer remembers of other spools: which have something, and what of it is in a batch. */
export interface FeederLedger {
  /** A spool has something that is in no batch, since then. */
  note(spool: number, since: number): void;
  waitingSince(): number | undefined;
  /** Takes all that wait into a batch; they are waiting no more. */
  join(batchId: string): readonly number[];
  /** Of a batch that is to be offered again. */
  rejoin(batchId: string, part: FedPart): void;
  partsOf(batchId: string): readonly FedPart[];
  keepPaths(batchId: string, spool: number, paths: readonly string[]): void;
  /** The parts of a batch are now those of others. Their paths stay until they are known anew: by them it is seen whether the whole landed. */
  divide(batchId: string, among: readonly { batchId: string; spools: readonly number[] }[]): void;
  /** Parts of settled batches whose spools have not heard of it. */
  untold(): readonly { batchId: string; spool: number; outcome: FeedOutcome }[];
  forget(batchId: string, spool: number): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS waiting_spool (spool INTEGER PRIMARY KEY, since INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS fed_part (
    batch_id TEXT NOT NULL, spool INTEGER NOT NULL, sibling_ids TEXT NOT NULL, paths TEXT NOT NULL, PRIMARY KEY (batch_id, spool)
  ) WITHOUT ROWID;
`;

/** Beside the ledger of batches, which it reads. */
export function openFeederLedger(storage: DurableObjectStorage): FeederLedger {
  const { sql } = storage;
  sql.exec(SCHEMA);

  const insert = (batchId: string, { spool, siblingIds, paths }: FedPart): void => {
    sql.exec(
      'INSERT OR REPLACE INTO fed_part VALUES (?, ?, ?, ?)',
      ...[batchId, spool, JSON.stringify(siblingIds), JSON.stringify(paths)],
    );
  };

  const partsOf = (batchId: string): readonly FedPart[] =>
    sql
      .exec<PartRow>(
        'SELECT spool, sibling_ids, paths FROM fed_part WHERE batch_id = ? ORDER BY spool',
        batchId,
      )
      .toArray()
      .map(({ spool, sibling_ids, paths }) => ({
        spool,
        siblingIds: JSON.parse(sibling_ids),
        paths: JSON.parse(paths),
      }));

  return {
    note(spool, since) {
      sql.exec('INSERT INTO waiting_spool VALUES (?, ?) ON CONFLICT DO NOTHING', spool, since);
    },

    waitingSince: () =>
      sql.exec<{ at: number | null }>('SELECT MIN(since) AS at FROM waiting_spool').one().at ?? undefined,

    join: (batchId) =>
      storage.transactionSync(() => {
        const spools = sql
          .exec<{ spool: number }>('SELECT spool FROM waiting_spool ORDER BY spool')
          .toArray()
          .map(({ spool }) => spool);
        for (const spool of spools) insert(batchId, { spool, siblingIds: [batchId], paths: [] });
        sql.exec('DELETE FROM waiting_spool');
        return spools;
      }),

    rejoin: insert,

    partsOf,

    keepPaths(batchId, spool, paths) {
      sql.exec(
        'UPDATE fed_part SET paths = ? WHERE batch_id = ? AND spool = ?',
        ...[JSON.stringify(paths), batchId, spool],
      );
    },

    divide: (batchId, among) =>
      storage.transactionSync(() => {
        const wholes = partsOf(batchId);
        sql.exec('DELETE FROM fed_part WHERE batch_id = ?', batchId);
        for (const { spool, paths } of wholes) {
          const siblings = among.filter(({ spools }) => spools.includes(spool));
          const siblingIds = siblings.map((sibling) => sibling.batchId);
          for (const sibling of siblings) insert(sibling.batchId, { spool, siblingIds, paths });
        }
      }),

    untold: () =>
      sql
        .exec<UntoldRow>(
          `SELECT batch_id, spool, phase, commit_oid, problem FROM fed_part JOIN batch USING (batch_id)
           WHERE phase IN ('committed', 'dead')`,
        )
        .toArray()
        .map(({ batch_id, spool, phase, commit_oid, problem }) => ({
          batchId: batch_id,
          spool,
          outcome:
            phase === 'committed'
              ? { kind: 'committed', commit: commit_oid ?? '' }
              : { kind: 'dead', problem: problem ?? 'the Hub refuses it' },
        })),

    forget(batchId, spool) {
      sql.exec('DELETE FROM fed_part WHERE batch_id = ? AND spool = ?', batchId, spool);
    },
  };
}

type PartRow = { spool: number; sibling_ids: string; paths: string };
type UntoldRow = {
  batch_id: string;
  spool: number;
  phase: 'committed' | 'dead';
  commit_oid: string | null;
  problem: string | null;
};
