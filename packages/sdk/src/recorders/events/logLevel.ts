import type { ConsoleLevel } from '../recorderEnvironment.ts';

/** A level from which on something is shown or logged; `off` for never. */
export type LevelThreshold = ConsoleLevel | 'off';

/** Where messages go, by their level. */
export interface LevelRoutes {
  /** From which level on a message is shown on the console. Default `debug`: all of them. */
  readonly console?: LevelThreshold;
  /** From which level on a message becomes a row. Default `warn`. */
  readonly dataset?: LevelThreshold;
}

const RANK: Readonly<Record<LevelThreshold, number>> = { debug: 0, info: 1, warn: 2, error: 3, off: 4 };

/** The two sinks of a message. */
export function sinksOf(
  level: ConsoleLevel,
  routes: LevelRoutes = {},
): { readonly toConsole: boolean; readonly toDataset: boolean } {
  return {
    toConsole: RANK[level] >= RANK[routes.console ?? 'debug'],
    toDataset: RANK[level] >= RANK[routes.dataset ?? 'warn'],
  };
}

/** The type of the event that a message becomes. Those of `debug` and `info` have no type in the catalogue, and are named as they are. */
export const eventTypeOf = (level: ConsoleLevel): string => (level === 'warn' ? 'warning' : level);
