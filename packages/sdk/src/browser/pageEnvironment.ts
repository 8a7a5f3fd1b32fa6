/** What the SDK uses of the page; the only file, besides the worker's, that touches its globals. Each part may be missing. */
export interface PageEnvironment {
  readonly indexedDB: IDBFactory | undefined;
  readonly now: () => number;
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Calls back in a task of its own; the returned function stops that. */
  readonly schedule: (work: () => void, delayMs: number) => () => void;
  /** Listens to the page going away (hidden, or about to end), coming back, and the network coming back. */
  readonly onLife: (listener: (moment: 'leaving' | 'back' | 'online') => void) => () => void;
  /** Reports an exception of the host's own listener as the browser reports any, without disturbing us. */
  readonly report: (error: unknown) => void;
}

export function pageEnvironment(): PageEnvironment {
  return {
    indexedDB: indexedDbOf(globalThis),
    now: () => Date.now(),
    fillRandom: (bytes) => void globalThis.crypto.getRandomValues(bytes),
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    onLife,
    report: (error) => void setTimeout(() => globalThis.reportError?.(error), 0),
  };
}

/** Safari throws a SecurityError at the mere look where cookies are blocked. */
function indexedDbOf(scope: { indexedDB?: IDBFactory }): IDBFactory | undefined {
  try {
    return scope.indexedDB;
  } catch {
    return undefined;
  }
}

function onLife(listener: (moment: 'leaving' | 'back' | 'online') => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const stop = new AbortController();
  try {
    listen(listener, stop.signal);
  } catch {
    // A shim of a page, such as of tests, which has no life to follow.
    stop.abort();
  }
  return () => stop.abort();
}

function listen(listener: (moment: 'leaving' | 'back' | 'online') => void, signal: AbortSignal): void {
  const leaving = () => listener('leaving');
  document.addEventListener('visibilitychange', () => listener(document.hidden ? 'leaving' : 'back'), {
    signal,
  });
  document.addEventListener('freeze', leaving, { signal });
  // In pagehide it is too late for WebKit: a transaction begins when the database process has answered, and the page hears no more of it.
  window.addEventListener('beforeunload', leaving, { signal });
  // On window: a listener on document never hears it.
  window.addEventListener('pagehide', leaving, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && listener('back'), { signal });
  window.addEventListener('online', () => listener('online'), { signal });
}
