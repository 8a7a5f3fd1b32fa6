import type { SpooledShard } from '../spool/spool.ts';

/** What of a batch goes on together: shards of the committer's own spool, and what those other spools have in it. */
export interface BatchShare {
  readonly shards: readonly SpooledShard[];
  readonly spools: readonly number[];
}

/** The halves of a batch, to find what the Hub refuses: by spools while there are several, then by shards. */
export function splitBatch({ shards, spools }: BatchShare): readonly [BatchShare, BatchShare] {
  const holders = spools.length + Math.sign(shards.length);
  if (holders > 1) {
    const count = Math.ceil(holders / 2) - Math.sign(shards.length);
    return [
      { shards, spools: spools.slice(0, count) },
      { shards: [], spools: spools.slice(count) },
    ];
  }
  const [first = [], second = []] = pieces(shards, 2);
  return [
    { shards: first, spools },
    { shards: second, spools },
  ];
}

/** So many pieces of about one size, in order; the last may be empty. */
export function pieces<T>(all: readonly T[], count: number): readonly (readonly T[])[] {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
}
