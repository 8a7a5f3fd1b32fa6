import type { Store } from '../store/store.ts';

/** The database as a tab has it whose commits fail from some time on, as those of one that is killed. */
export function dyingStore(database: Store) {
  let isDying = false;
  const store: Store = {
    ...database,
    write: (areas, work) =>
      database.write(areas, async (t) => {
        const result = await work(t);
        if (isDying) throw new Error('killed');
        return result;
      }),
  };
  const die = () => {
    isDying = true;
  };
  return { store, die, isDead: () => isDying };
}
