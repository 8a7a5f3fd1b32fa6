import { type FaultMatch, fits } from './faults.ts';

/** When a watcher hears of a request. */
export type WatchedMoment =
  /** It has come and nothing was done for it; bytes on their way into the store have only begun to come. */
  | 'asked'
  /** It was carried out, and nobody has heard so. */
  | 'done'
  /** Its answer has gone out. */
  | 'answered';

export type WatchedRequest = {
  method: string;
  /** With the query. */
  path: string;
};

export type Watcher = {
  match?: FaultMatch;
  at: WatchedMoment;
  /** The hub holds the request until this has resolved, but for an answer that has gone out. It may inject the fault that it is to meet. */
  seen: (request: WatchedRequest) => void | Promise<void>;
};

export interface WatcherControl {
  /** Has each fitting request told at that moment, until it is removed. */
  watch(watcher: Watcher): { remove(): void };
}

export interface WatcherSource {
  /** Who wants to hear of this request, at whatever moment. */
  of(request: WatchedRequest): readonly Watcher[];
}

export function createWatchers(): WatcherControl & WatcherSource {
  const watchers = new Set<Watcher>();
  return {
    watch(watcher) {
      watchers.add(watcher);
      return { remove: () => void watchers.delete(watcher) };
    },
    of: ({ method, path }) => [...watchers].filter(({ match = {} }) => fits(match, method, path)),
  };
}
