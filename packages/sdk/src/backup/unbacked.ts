import type { Store } from '../store/store.ts';
import { LOGS, TAIL } from './backupRecord.ts';

/** A store whose writers keep no second copy: each write says that the copy which somebody else may have begun is none any more. */
export const unbacked = (store: Store): Store => ({
  ...store,
  write: (areas, work, options) =>
    store.write(
      [...areas, ...LOGS],
      async (t) => {
        for (const log of LOGS) t.put(log, TAIL, { state: 'broken' }).catch(() => {});
        return work(t);
      },
      options,
    ),
});
