import { plainJson } from '../plainJson.ts';
import type { ConsoleLevel } from '../recorderEnvironment.ts';
import { describeError } from './describeError.ts';
import type { EventPlatform } from './eventPlatform.ts';

/**
 * Which methods of the console are bridged.
 *
 * @example
 * ```ts
 * const undo = events.bridgeConsole({ methods: ['error'] });
 * ```
 */
export interface ConsoleOptions {
  /** Default: `warn` and `error`. */
  readonly methods?: readonly ConsoleLevel[];
  /** Different messages a minute that are logged; the rest are counted. Default 10. */
  readonly maxPerMinute?: number;
}

export const DEFAULT_METHODS: readonly ConsoleLevel[] = ['warn', 'error'];

/** Puts `heard` before methods of the console; gives what puts them back. */
export function bridgeConsole(
  console: EventPlatform['console'],
  methods: readonly ConsoleLevel[],
  heard: (level: ConsoleLevel, args: readonly unknown[]) => void,
): () => void {
  const undos = methods.map((level) => {
    const { get, set } = console[level];
    const original = get();
    if (original === undefined) return () => {};
    let isOn = true;
    const bridged = (...args: unknown[]): void => {
      if (isOn) heard(level, args);
      original(...args);
    };
    set(bridged);
    return () => {
      isOn = false;
      if (get() === bridged) set(original);
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}

/** What was said on the console: the first argument in words, an error among them, and the rest. */
export function readConsole(args: readonly unknown[]) {
  const error = args.find((arg) => arg instanceof Error);
  const [first, ...rest] = args;
  const message = typeof first === 'string' ? first : describeError(first).message;
  const others = rest.filter((arg) => arg !== error).map((arg) => plainJson(arg) ?? null);
  return { error, message, context: others.length > 0 ? others : undefined };
}
