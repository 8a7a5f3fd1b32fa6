import { expect, test } from 'vitest';
import { seeded } from '../../../../test/support/seeded.ts';
import type { ShardPlace } from './shardPlaces.ts';
import { type MovedSpool, openSpoolMove } from './spoolMove.ts';
import { homeOf } from './spoolNames.ts';

/** Spools in memory: shards of their own, what they know of others', and their gates. */
class Spools {
  readonly own: Map<string, string>[] = [];
  readonly places: Map<string, ShardPlace>[] = [];
  readonly gates: (number | null | undefined)[] = [];
  readonly kv = new Map<string, unknown>();
  /** The call at which all of it dies. */
  diesAt = Number.POSITIVE_INFINITY;
  /** What comes in between any two calls. */
  meanwhile: () => void = () => undefined;
  calls = 0;

  open(wantedCount: number) {
    const kv = {
      get: (key: string) => this.kv.get(key),
      put: (key: string, value: unknown) => void this.kv.set(key, value),
      delete: (key: string) => this.kv.delete(key),
    } as unknown as SyncKvStorage;
    return openSpoolMove({ kv, firstCount: 1, wantedCount, spoolAt: (spool) => this.#spoolAt(spool) });
  }

  /** As a relay does that spreads over so many: undefined where the gate is closed to it. */
  put(shardId: string, spoolCount: number): 'taken' | 'known' | undefined {
    const home = homeOf(shardId, spoolCount);
    // A spool that has just been made asks the first.
    if (this.gates[home] === undefined) this.gates[home] = this.open(1).countInForce();
    if (this.gates[home] !== spoolCount) return undefined;
    if (this.ownOf(home).has(shardId) || this.placesOf(home).has(shardId)) return 'known';
    this.ownOf(home).set(shardId, shardId);
    return 'taken';
  }

  ownOf = (spool: number): Map<string, string> => (this.own[spool] ??= new Map());
  placesOf = (spool: number): Map<string, ShardPlace> => (this.places[spool] ??= new Map());

  #spoolAt(spool: number): MovedSpool {
    const called = (): void => {
      this.calls += 1;
      this.meanwhile();
      if (this.calls === this.diesAt) throw new Error('killed');
    };
    return {
      setGate: async (count) => {
        called();
        this.gates[spool] = count;
      },
      placesAfter: async (after, maxCount) => {
        called();
        const all = [
          ...[...this.ownOf(spool).keys()].map((shardId) => ({ shardId, sha256: shardId, spool })),
          ...this.placesOf(spool).values(),
        ];
        const later = all.filter(({ shardId }) => shardId > after);
        return later.toSorted((a, b) => (a.shardId < b.shardId ? -1 : 1)).slice(0, Math.min(maxCount, 7));
      },
      addPlaces: async (places) => {
        called();
        for (const place of places) if (place.spool !== spool) this.placesOf(spool).set(place.shardId, place);
      },
    };
  }
}

test('[RL26] however the number of spools changes, and wherever a change is cut, a shard is taken once', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const draw = (count: number): number => random.int(0, count - 1);
    const spools = new Spools();
    spools.gates[0] = 1;
    const takes = new Map<string, number>();
    let inForce = 1;
    const putAny = (): void => {
      const spoolCount = draw(3) === 0 ? 1 + draw(9) : inForce;
      const shardId = `01900000-0000-7000-8000-0000${draw(60).toString(16).padStart(8, '0')}`;
      if (spools.put(shardId, spoolCount) === 'taken') takes.set(shardId, (takes.get(shardId) ?? 0) + 1);
    };
    spools.meanwhile = putAny;
    for (let step = 0; step < 40; step++) {
      putAny();
      if (draw(5) > 0) continue;
      const wanted = 1 + draw(9);
      spools.diesAt = draw(2) === 0 ? spools.calls + draw(40) : Number.POSITIVE_INFINITY;
      await spools
        .open(wanted)
        .run()
        .catch(() => undefined);
      spools.diesAt = Number.POSITIVE_INFINITY;
      // The next life may want another number, or go on; shards come in between.
      if (draw(2) === 0) continue;
      await spools.open(wanted).run();
      inForce = wanted;
      expect(spools.open(wanted).countInForce(), `seed ${seed}`).toBe(wanted);
      for (const known of takes.keys()) expect(spools.put(known, wanted), `seed ${seed}`).toBe('known');
    }
    expect(Math.max(0, ...takes.values()), `seed ${seed}`).toBeLessThanOrEqual(1);
  }
});
