import type { Store } from '../store/store.ts';
import type { BrokenMark } from './backupFiles.ts';
import { LOGS, TAIL } from './backupRecord.ts';

/**
 * A store whose writers keep no second copy: each write says that the copy which somebody else may have begun is none any more. The database
 * may be gone before its owner reads that, so the first to say it says it beside the copy, too, and then only that anything was stored.
 */
export const unbacked = (store: Store, mark: Pick<BrokenMark, 'set'>): Store => ({
  ...store,
  async write(areas, work, options) {
    let wasWhole = false;
    const result = await store.write(
      [...areas, ...LOGS],
      async (t) => {
        const tails = LOGS.map((log) => t.get(log, TAIL));
        for (const log of LOGS) t.put(log, TAIL, { state: 'broken' }).catch(() => {});
        wasWhole = (await Promise.all(tails)).some((tail) => tail?.state === 'whole');
        return work(t);
      },
      options,
    );
    if (wasWhole) await mark.set();
    return result;
  },
});
