/** Which number of spools is in force, as each of them knows it. */
export interface SpoolGate {
  /** Among so many spools this one was chosen for a shard: whether it may take it. */
  isOpenFor(spoolCount: number): boolean;
  /** Of a spool that has just been made: asks. */
  learn(): Promise<void>;
  /** Null closes it, while shards change their places. */
  set(spoolCount: number | null): void;
}

const KEY = 'spool_gate';
const CLOSED = 0;

/** @param ask what the first spool says: null while shards change their places */
export function openSpoolGate(kv: SyncKvStorage, ask: () => Promise<number | null>): SpoolGate {
  const set = (spoolCount: number | null): void => kv.put(KEY, spoolCount ?? CLOSED);
  return {
    isOpenFor: (spoolCount) => kv.get<number>(KEY) === spoolCount,
    async learn() {
      if (kv.get<number>(KEY) !== undefined) return;
      const spoolCount = await ask();
      // It may have been closed meanwhile, which is the newer word.
      if (kv.get<number>(KEY) === undefined) set(spoolCount);
    },
    set,
  };
}
