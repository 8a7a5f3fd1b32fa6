import type { Store } from '../store/store.ts';
import type { HoldBacks } from './holdBacks.ts';
import {
  type AudioKinds,
  type FlushScope,
  isIncluded,
  readAudioKinds,
  type WaitingShard,
  waitingShards,
  waitingTables,
} from './waiting.ts';

/** What a flush may do now. */
export interface Work {
  /** Shards that wait, without audio and with it; the smallest first. */
  readonly rows: readonly WaitingShard[];
  readonly audio: readonly WaitingShard[];
  /** Tables to be sealed. */
  readonly due: readonly string[];
  /** Tables whose audio is passed over. */
  readonly saved: ReadonlySet<string>;
  readonly kinds: AudioKinds;
}

export interface WorkQuery {
  readonly store: Store;
  readonly holds: HoldBacks;
  readonly scope: FlushScope;
  readonly isWithoutAudio: boolean;
}

/** Finds it, and forgets the pauses of what is gone. */
export async function findWork({ store, holds, scope, isWithoutAudio }: WorkQuery): Promise<Work> {
  const [tables, shards] = [await waitingTables(store), await waitingShards(store)];
  const kinds = await readAudioKinds(store);
  // What is passed over is not waited for: its pause would be over again and again.
  const sent = shards.filter(([, record]) => !(isWithoutAudio && kinds.ofShard(record)));
  holds.keepOnly([...tables, ...sent.map(([shardId]) => shardId)]);
  const [rows, audio]: [WaitingShard[], WaitingShard[]] = [[], []];
  for (const shard of shards) {
    if (!holds.isHeld(shard[0])) (kinds.ofShard(shard[1]) ? audio : rows).push(shard);
  }
  const due = tables.filter((table) => isIncluded(scope, table) && !holds.isHeld(table));
  if (!isWithoutAudio) return { rows, audio, due, saved: new Set(), kinds };
  const saved = new Set([...due.filter(kinds.ofTable), ...audio.map(([, { table }]) => table)]);
  return { rows, audio: [], due, saved, kinds };
}
