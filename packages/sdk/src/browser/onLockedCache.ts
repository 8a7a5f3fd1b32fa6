/**
 * Listens, in WebKit, to the page going into the cache of the way back with whatever locks its worker has, and to its coming out of it.
 * Chromium lets go of a cached page as soon as somebody asks for a lock of it, and until then what is being sent goes on; Firefox keeps no
 * page with a lock (https://web.dev/articles/bfcache). Nothing else tells them apart but the vendor, which is the same in every WebKit.
 */
export function onLockedCache(listener: (isCached: boolean) => void): () => void {
  const stop = new AbortController();
  if (globalThis.navigator?.vendor?.startsWith('Apple') !== true) return () => {};
  const listen = (type: 'pagehide' | 'pageshow', isCached: boolean) =>
    globalThis.addEventListener(
      type,
      (event) => (event as PageTransitionEvent).persisted && listener(isCached),
      { signal: stop.signal },
    );
  listen('pagehide', true);
  listen('pageshow', false);
  return () => stop.abort();
}
