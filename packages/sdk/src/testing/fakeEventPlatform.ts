import type { EventPlatform, UncaughtError } from '../recorders/events/eventPlatform.ts';
import type { ConsoleLevel } from '../recorders/recorderEnvironment.ts';

/** A platform whose clock stands still until it is moved, with whatever a page would do done by hand. */
export interface FakeEventPlatform extends EventPlatform {
  /** Moves the clock, and runs what is due. */
  pass(ms: number): void;
  /** What was printed: level and line. */
  readonly printed: (readonly [ConsoleLevel, string])[];
  /** What reached the console that was there first. */
  readonly shown: unknown[][];
  /** As the page's window tells of an error. */
  throwUncaught(uncaught: Partial<UncaughtError>): void;
  leave(): void;
  /** How many listen to anything of the page. */
  listenerCount(): number;
}

export function fakeEventPlatform(answer: typeof fetch = async () => new Response('ok')): FakeEventPlatform {
  let clock = 1_770_083_445_000;
  let ids = 0;
  let current = answer;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  const uncaught = new Set<(error: UncaughtError) => void>();
  const leaving = new Set<() => void>();
  const printed: (readonly [ConsoleLevel, string])[] = [];
  const shown: unknown[][] = [];

  const subscribe = <T>(set: Set<T>) => {
    return (listener: T) => {
      set.add(listener);
      return () => void set.delete(listener);
    };
  };
  const consoleSlot = (level: ConsoleLevel) => {
    let method = (...args: unknown[]): void => void shown.push([level, ...args]);
    return {
      get: () => method,
      set(value: typeof method) {
        method = value;
      },
    };
  };
  const console = {
    debug: consoleSlot('debug'),
    info: consoleSlot('info'),
    warn: consoleSlot('warn'),
    error: consoleSlot('error'),
  };

  return {
    now: () => clock,
    monotonicMs: () => clock,
    newId: () => `id-${ids++}`,
    schedule(work, delayMs) {
      const timer = { at: clock + delayMs, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    print(level, line) {
      printed.push([level, line]);
      console[level].get()(line);
    },
    baseUrl: () => 'https://page.example/reader/',
    fetch: {
      get: () => current,
      set(value) {
        current = value;
      },
    },
    console,
    onUncaught: subscribe(uncaught),
    onLeave: subscribe(leaving),
    pass(ms) {
      clock += ms;
      for (const timer of [...timers].filter(({ at }) => at <= clock)) {
        timers.delete(timer);
        timer.work();
      }
    },
    printed,
    shown,
    throwUncaught(partial) {
      for (const listener of uncaught)
        listener({ source: 'error', error: undefined, message: '', ...partial });
    },
    leave() {
      for (const listener of leaving) listener();
    },
    listenerCount: () => uncaught.size + leaving.size,
  };
}
