import type { LoggerEvents, Unsubscribe } from '../api/events.ts';

type Listener<K extends keyof LoggerEvents> = (detail: LoggerEvents[K]) => void;

/** Who listens to what. A listener that throws disturbs neither the others nor us. */
export interface Listeners {
  on<K extends keyof LoggerEvents>(event: K, listener: Listener<K>): Unsubscribe;
  tell<K extends keyof LoggerEvents>(event: K, detail: LoggerEvents[K]): void;
}

export function createListeners(report: (error: unknown) => void): Listeners {
  const all = new Map<keyof LoggerEvents, Set<Listener<never>>>();
  return {
    on(event, listener) {
      const listeners = all.get(event) ?? new Set();
      all.set(event, listeners);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(event, detail) {
      for (const listener of all.get(event) ?? []) {
        try {
          (listener as (detail: unknown) => void)(detail);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
