import { groupedBy } from '../committer/groupedBy.ts';
import type { ShardPlace } from './shardPlaces.ts';
import { homeOf } from './spoolNames.ts';

/** What a change of their number asks of each spool. */
export interface MovedSpool {
  setGate(spoolCount: number | null): Promise<void>;
  placesAfter(shardId: string, maxCount: number): Promise<readonly ShardPlace[]>;
  addPlaces(places: readonly ShardPlace[]): Promise<void>;
}

/**
 * The change from one number of spools to another, driven by the first of them.
 *
 * Law: at any time a shard is taken by one spool alone, and whoever is asked for it knows it or knows where it is. So all spools are
 * closed; each is told where the shards are that belong to it now; then all are opened for the new number. Pages wait meanwhile (503).
 * No bytes move: what waits is committed from where it is. It may end at any point and goes on from there.
 */
export interface SpoolMove {
  /** The number in force; null while it changes. */
  countInForce(): number | null;
  /** How many there are or ever were. */
  countEver(): number;
  isDue(): boolean;
  isMoving(): boolean;
  run(): Promise<void>;
}

export interface SpoolMoveParts {
  readonly kv: SyncKvStorage;
  /** The number in force before any was kept. */
  readonly firstCount: number;
  /** What the configuration says; undefined while it is wrong. */
  readonly wantedCount: number | undefined;
  readonly spoolAt: (spool: number) => MovedSpool;
}

const COUNT = 'spool_count';
const EVER = 'spool_count_ever';
const MOVE = 'spool_move';

interface Move {
  readonly to: number;
  /** How many spools have shards to tell of. */
  readonly sources: number;
  readonly spool: number;
  readonly after: string;
}

/** Of some 110 bytes each in a call. */
const PAGE_COUNT = 5_000;

export function openSpoolMove({ kv, firstCount, wantedCount, spoolAt }: SpoolMoveParts): SpoolMove {
  if (kv.get<number>(COUNT) === undefined) kv.put(COUNT, firstCount);
  const count = (): number => kv.get<number>(COUNT) ?? firstCount;
  const countEver = (): number => Math.max(kv.get<number>(EVER) ?? 1, count());
  const current = (): Move | undefined => kv.get<Move>(MOVE);

  const begin = (to: number): Move => {
    const move = { to, sources: countEver(), spool: 0, after: '' };
    kv.put(EVER, Math.max(countEver(), to));
    kv.put(MOVE, move);
    return move;
  };

  const setGates = async (spoolCount: number | null): Promise<void> => {
    for (let spool = 0; spool < countEver(); spool++) await spoolAt(spool).setGate(spoolCount);
  };

  /** Tells of a page of one spool's shards whom they belong to now; the rest of the move, or undefined at its end. */
  const step = async (move: Move): Promise<Move | undefined> => {
    if (move.spool >= move.sources) return undefined;
    const page = await spoolAt(move.spool).placesAfter(move.after, PAGE_COUNT);
    const last = page.at(-1);
    if (last === undefined) return { ...move, spool: move.spool + 1, after: '' };
    const byHome = groupedBy(page, ({ shardId }) => String(homeOf(shardId, move.to)));
    for (const [home, places] of byHome)
      if (Number(home) !== move.spool) await spoolAt(Number(home)).addPlaces(places);
    return { ...move, after: last.shardId };
  };

  return {
    countInForce: () => (current() === undefined ? count() : null),
    countEver,
    isDue: () => wantedCount !== undefined && (current() !== undefined || count() !== wantedCount),
    isMoving: () => current() !== undefined,
    async run() {
      if (wantedCount === undefined) return;
      const begun = current();
      let move: Move | undefined = begun?.to === wantedCount ? begun : begin(wantedCount);
      await setGates(null);
      while (move !== undefined) {
        move = await step(move);
        if (move !== undefined) kv.put(MOVE, move);
      }
      await setGates(wantedCount);
      kv.put(COUNT, wantedCount);
      kv.delete(MOVE);
    },
  };
}
