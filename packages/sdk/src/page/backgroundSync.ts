import type { LoggerEvents } from '../api/events.ts';
import { registerSync } from '../browser/registerSync.ts';

/** Has the browser send what a page leaves behind. */
export interface BackgroundSync {
  /** Follows rows; a failure to send is the surest moment to ask, as the page may not live to leave. */
  hear<K extends keyof LoggerEvents>(kind: K, detail: LoggerEvents[K]): void;
  /** The page goes away. */
  leave(isAnyUnstored: boolean): void;
}

const DEFAULT_TAG = 'parqueue';

/** Undefined where the option does not ask for it. */
export function createBackgroundSync(
  option: boolean | string | undefined,
  isGranted: () => boolean,
  register: (tag: string) => Promise<void> = registerSync,
): BackgroundSync | undefined {
  if (option === undefined || option === false) return undefined;
  const tag = option === true ? DEFAULT_TAG : option;
  const unsent = new Set<string>();
  let isAsking = false;

  /** One at a time: where no service worker is, the answer never comes. */
  function ask(): void {
    if (isAsking || !isGranted()) return;
    isAsking = true;
    void register(tag).finally(() => {
      isAsking = false;
    });
  }

  return {
    hear(kind, detail) {
      if (kind === 'retry') ask();
      const rowIds = 'rowIds' in detail ? detail.rowIds : [];
      if (kind === 'stored') for (const id of rowIds) unsent.add(id);
      if (kind === 'accepted' || kind === 'committed') for (const id of rowIds) unsent.delete(id);
    },
    leave(isAnyUnstored) {
      if (isAnyUnstored || unsent.size > 0) ask();
    },
  };
}
