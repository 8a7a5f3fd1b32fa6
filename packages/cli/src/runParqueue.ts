import { CommanderError } from 'commander';
import { buildProgram } from './buildProgram.ts';
import { createCache } from './cache/createCache.ts';
import { CommandError, usageError } from './commandError.ts';
import type { CommandContext, CommandDefinition } from './commands/commandDefinition.ts';
import { COMMANDS } from './commands/commands.ts';
import type { LogLevel } from './config/configValues.ts';
import { resolveConfig } from './config/resolveConfig.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import type { OutputFormat } from './output/answer.ts';
import { createOut } from './output/createOut.ts';
import { createTalk } from './output/createTalk.ts';
import type { Platform } from './platform.ts';
import { parseFilter } from './queries/rowFilter.ts';
import { parseWindow } from './windows/timeWindow.ts';
import { readInstant } from './windows/zonedTime.ts';

type Options = Readonly<Record<string, unknown>>;

/** Runs the command that the arguments name. Never throws: what is wrong is said on standard error. */
export async function runParqueue(platform: Platform): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = buildProgram(COMMANDS, platform, async (definition, { options, args }) => {
    const context = await createContext(platform, definition, options);
    if (definition.run) exitCode = await definition.run(context, options, args);
  });
  try {
    if (platform.args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync([...platform.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return sayError(platform, error);
  }
}

function sayError({ stderr, signal, env, args }: Platform, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (signal.aborted) {
    stderr.write('stopped\n');
    return EXIT.failure;
  }
  const isExpected = error instanceof CommandError;
  const hasStack = !isExpected || /^(1|true)$/i.test(env['DEBUG'] ?? '') || args.includes('-v');
  const text =
    error instanceof Error ? (hasStack && !isExpected ? error.stack : error.message) : String(error);
  stderr.write(`parqueue: ${text}\n`);
  return isExpected ? error.exitCode : EXIT.failure;
}

async function createContext(
  platform: Platform,
  { defaultSince }: CommandDefinition,
  options: Options,
): Promise<CommandContext> {
  const { env, cwd, localTz, signal, fetch } = platform;
  const config = await resolveConfig({ flags: options, env, cwd, localTz });
  const level: LogLevel = options['quiet'] ? 'ERROR' : options['verbose'] ? 'DEBUG' : config.logLevel;
  const talk = createTalk(platform, { level, logPath: config.logPath });
  const now = clockOf(options['now'] as string | undefined, platform);
  const { tz } = config;
  const hasColor =
    options['color'] !== false && platform.stdout.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    out: createOut(platform, { format: formatOf(options), tz, hasColor }),
    talk,
    clock: { now },
    config,
    cache: createCache({ config, talk, fetch, now, signal }),
    window: parseWindow(options, { nowMs: now(), tz, defaultSince }),
    filters: ((options['where'] as string[] | undefined) ?? []).map(parseFilter),
    limit: limitOf(options['limit'] as string | undefined),
    signal,
    platform,
  };
}

function clockOf(text: string | undefined, platform: Platform): () => number {
  if (text === undefined) return platform.now;
  const atMs = readInstant(text, 'UTC');
  if (atMs === undefined)
    throw usageError(`--now: expected a time such as 2026-02-03T01:50:45Z, got "${text}"`);
  return () => atMs;
}

function formatOf(options: Options): OutputFormat {
  const formats = (['json', 'jsonl', 'csv', 'md'] as const).filter((format) => options[format] === true);
  if (formats.length > 1)
    throw usageError(`${formats.map((format) => `--${format}`).join(' and ')} exclude each other`);
  return formats[0] ?? 'text';
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--limit: expected a whole number, got "${text}"`);
  return Number(text);
}
