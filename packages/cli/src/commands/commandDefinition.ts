import type { Command } from 'commander';
import type { Cache } from '../cache/createCache.ts';
import type { Config } from '../config/configValues.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { Out } from '../output/createOut.ts';
import type { Talk } from '../output/createTalk.ts';
import type { Platform } from '../platform.ts';
import type { RowFilter } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';

/** What a command gets. Nothing else of the process is touched. */
export interface CommandContext {
  /** Where data goes. */
  readonly out: Out;
  /** Where talk goes. */
  readonly talk: Talk;
  /** The time, which `--now` can fix. */
  readonly clock: { now(): number };
  readonly config: Config;
  readonly cache: Cache;
  /** From `--since`, `--until`, `--days`; else from the command's `defaultSince`. */
  readonly window: TimeWindow;
  /** From `--where`, which may be given several times. */
  readonly filters: readonly RowFilter[];
  /** From `--limit`; undefined where it is not given. */
  readonly limit: number | undefined;
  readonly signal: AbortSignal;
  readonly platform: Platform;
}

/** One command: what it takes, and what it does. */
export interface CommandDefinition {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** How it is called, each with a word on what comes; the first stands in docs. */
  readonly examples: readonly (readonly [call: string, what: string])[];
  /** Where `--since` and the like are left out; default: all rows. */
  readonly defaultSince?: string;
  /** Declares its own arguments and options. Those that all commands have are there already. */
  readonly declare?: (command: Command) => unknown;
  /** Commands below it, such as `errors show`. A command with some and no `run` only groups them. */
  readonly children?: readonly CommandDefinition[];
  /**
   * Does it. `options` are its own by commander's names, `args` its arguments in order.
   *
   * @returns what the process ends with.
   */
  readonly run?: (
    context: CommandContext,
    options: CommandOptions,
    args: readonly string[],
  ) => Promise<ExitCode>;
}

export type CommandOptions = Readonly<Record<string, unknown>>;
