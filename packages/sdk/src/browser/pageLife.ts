import type { PageLife } from '../recorders/plays/pageLife.ts';

/** The life of the page; where there is none, as in Node, nothing ever comes or goes. */
export function pageLife(): PageLife {
  return {
    follow(listener) {
      if (typeof document === 'undefined') return () => {};
      const stop = new AbortController();
      // In the capturing phase, so before the logger writes what is not stored yet.
      const options = { signal: stop.signal, capture: true };
      globalThis.addEventListener('pagehide', () => listener('left'), options);
      globalThis.addEventListener('pageshow', ({ persisted }) => persisted && listener('back'), options);
      return () => stop.abort();
    },
  };
}
