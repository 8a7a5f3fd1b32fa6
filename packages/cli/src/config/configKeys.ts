import { usageError } from '../commandError.ts';
import { parseTz } from '../windows/zonedTime.ts';
import { type ConfigKey, LOG_LEVELS, type LogLevel } from './configValues.ts';

/** One setting: the names by which it is given, and what it takes. */
export interface ConfigKeyRule {
  /** Its variable. */
  readonly env?: string;
  /** Its flag, as commander calls it. */
  readonly flag?: string;
  /** Not shown. */
  readonly isSecret?: true;
  /** Whether the file may say it; a token may not. */
  readonly isFlagOrEnvOnly?: true;
  /** From what was given to the value. Throws a usage error that names the origin. */
  readonly parse: (given: unknown, origin: string, localTz: string) => unknown;
}

const REPO = /^[\w.-]{1,96}\/[\w.-]{1,96}$/;

export const CONFIG_KEYS: Readonly<Record<ConfigKey, ConfigKeyRule>> = {
  repo: {
    env: 'PARQUEUE_REPO',
    flag: 'repo',
    parse: (given, origin) =>
      matching(given, origin, REPO, 'a dataset as namespace/name, such as me/recitations'),
  },
  local: { env: 'PARQUEUE_LOCAL', flag: 'local', parse: text },
  hubUrl: { env: 'PARQUEUE_HUB_URL', flag: 'hubUrl', parse: url },
  revision: { env: 'PARQUEUE_REVISION', flag: 'revision', parse: text },
  token: { env: 'HF_TOKEN', isSecret: true, isFlagOrEnvOnly: true, parse: text },
  tokenFile: { env: 'PARQUEUE_TOKEN_FILE', flag: 'tokenFile', parse: text },
  tz: {
    env: 'PARQUEUE_TZ',
    flag: 'tz',
    parse: (given, origin, localTz) => parseTz(origin, text(given, origin), localTz),
  },
  cacheDir: { env: 'PARQUEUE_CACHE_DIR', flag: 'cacheDir', parse: text },
  queriesDir: { env: 'PARQUEUE_QUERIES_DIR', parse: text },
  retention: { parse: (given, origin) => numbers(given, origin) },
  webhookUrl: { env: 'PARQUEUE_WEBHOOK_URL', flag: 'webhookUrl', isSecret: true, parse: url },
  thresholds: { parse: (given, origin) => numbers(given, origin) },
  memoryLimit: {
    env: 'PARQUEUE_MEMORY_LIMIT',
    parse: (given, origin) => matching(given, origin, /^\d+(\.\d+)?\s*[KMGT]i?B$/i, 'a size such as 2GB'),
  },
  threads: { env: 'PARQUEUE_THREADS', parse: count },
  logLevel: { env: 'LOG_LEVEL', parse: logLevel },
  logPath: { env: 'LOG_PATH', parse: text },
  offline: { env: 'PARQUEUE_OFFLINE', flag: 'offline', parse: truth },
};

function text(given: unknown, origin: string): string {
  if (typeof given === 'string' && given.trim() !== '') return given.trim();
  throw usageError(`${origin}: expected a text, got ${JSON.stringify(given)}`);
}

function matching(given: unknown, origin: string, pattern: RegExp, expected: string): string {
  const value = text(given, origin);
  if (pattern.test(value)) return value;
  throw usageError(`${origin}: expected ${expected}, got ${JSON.stringify(given)}`);
}

function url(given: unknown, origin: string): string {
  const value = text(given, origin);
  if (/^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value.replace(/\/+$/, '');
  // Not the value: an address may hold a secret.
  throw usageError(`${origin}: expected an address that begins with http:// or https://`);
}

function count(given: unknown, origin: string): number {
  const value = typeof given === 'number' ? given : Number(text(given, origin));
  if (Number.isInteger(value) && value >= 1) return value;
  throw usageError(`${origin}: expected a whole number from 1, got ${JSON.stringify(given)}`);
}

function truth(given: unknown, origin: string): boolean {
  if (typeof given === 'boolean') return given;
  const value = text(given, origin).toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(value)) return true;
  if (['0', 'false', 'no', 'off'].includes(value)) return false;
  throw usageError(`${origin}: expected true or false, got ${JSON.stringify(given)}`);
}

function logLevel(given: unknown, origin: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text(given, origin).toUpperCase());
  if (level !== undefined) return level;
  throw usageError(`${origin}: expected one of ${LOG_LEVELS.join(', ')}, got ${JSON.stringify(given)}`);
}

function numbers(given: unknown, origin: string): Record<string, number> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw usageError(`${origin}: expected numbers by name, got ${JSON.stringify(given)}`);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value === 'number' && value >= 0) return [name, value];
      throw usageError(`${origin}.${name}: expected a number from 0, got ${JSON.stringify(value)}`);
    }),
  );
}
