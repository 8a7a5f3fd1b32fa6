import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseConfig } from '../config.ts';
import type { LogLevel } from '../log.ts';
import type { Variables } from './distFiles.ts';
import type { RotatingFileOptions } from './rotatingFile.ts';

export interface ServeSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** An address of this machine, or `*` for all. */
  readonly host: string;
  readonly dataDir: string;
  readonly logFile: RotatingFileOptions | undefined;
  readonly logLevel: LogLevel;
  /** Something that the relay asks, such as the Hub, is on this machine. */
  readonly asksThisMachine: boolean;
  /** All that the Worker reads, secrets too. */
  readonly variables: Readonly<Record<string, string>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** What the environment says, and wrangler.toml where it says nothing. @throws {Error} with a line for each variable that is wrong. */
export function parseServeSettings(environment: Environment, { names, defaults }: Variables): ServeSettings {
  const problems: string[] = [];
  const variables: Record<string, string> = { ...defaults };
  for (const name of names) {
    const value = attempt(() => readVariable(environment, name), problems);
    if (value !== undefined) variables[name] = value;
  }
  const own = {
    port: attempt(() => parseNumber(environment, 'PORT', 8080, { min: 0, max: 65_535 }), problems),
    maxBytes: attempt(
      () => parseNumber(environment, 'LOG_FILE_MAX_BYTES', 10_000_000, { min: 1000 }),
      problems,
    ),
    maxCount: attempt(() => parseNumber(environment, 'LOG_FILE_COUNT', 5, { min: 1, max: 1000 }), problems),
  };
  const parsed = parseConfig(variables);
  if (parsed.kind === 'misconfigured') problems.push(...parsed.problems.map(forEnvironment));
  if (parsed.kind !== 'ok' || problems.length > 0) throw new Error(problems.join('\n'));
  const { port = 0, maxBytes = 0, maxCount = 0 } = own;
  const logFile = environment['LOG_FILE'];
  return {
    port,
    host: environment['HOST'] || '127.0.0.1',
    dataDir: resolve(environment['DATA_DIR'] || '.parqueue/relay'),
    logFile: logFile ? { path: resolve(logFile), maxBytes, maxCount } : undefined,
    logLevel: parsed.config.logLevel,
    asksThisMachine: Object.entries(variables).some(
      ([name, value]) => name.endsWith('_URL') && isHere(value),
    ),
    variables,
  };
}

const isHere = (url: string): boolean => URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);

/** The value of a variable, or what is in the file that `…_FILE` names, as containers are given their secrets. */
function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  const file = environment[`${name}_FILE`];
  if (!file) return value === '' ? undefined : value;
  if (value) throw new Error(`${name} and ${name}_FILE are both there; leave one out`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${name}_FILE: ${(error as Error).message}`);
  }
}

interface Range {
  readonly min: number;
  readonly max?: number;
}

function parseNumber(
  environment: Environment,
  name: string,
  fallback: number,
  { min, max = 1e15 }: Range,
): number {
  const text = environment[name] || String(fallback);
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${name}: expected a whole number from ${min} to ${max}, got "${text}"`);
}

function attempt<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The relay advises who deploys it with wrangler; here its variables come from the environment. */
const forEnvironment = (problem: string): string =>
  problem
    .replace(/ in wrangler\.toml/g, ' into the environment')
    .replace(
      /run: openssl rand -hex 32 \| npx wrangler secret put (\w+)/,
      'set $1 or $1_FILE to what openssl rand -hex 32 prints',
    )
    .replace(/run: npx wrangler secret put (\w+)/, 'set $1 or $1_FILE');
