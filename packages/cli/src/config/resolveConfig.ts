import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from '../commandError.ts';
import { CONFIG_KEYS } from './configKeys.ts';
import type { Config, ConfigKey, ConfigValues } from './configValues.ts';
import { findDataset } from './findDataset.ts';
import { type ConfigFile, loadConfigFile } from './loadConfigFile.ts';

/** What the config is made of. */
export interface ConfigSources {
  /** Options of the command line, by commander's names; `profile` and `config` among them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly localTz: string;
}

/** A value as it was given, and by what. */
interface Given {
  readonly value: unknown;
  readonly origin: string;
}
type Layer = Partial<Record<ConfigKey, Given>>;

const KEYS = Object.keys(CONFIG_KEYS) as ConfigKey[];

/** Days of the documents that these tables come from. */
const RETENTION_DAYS = { play_history: 90, error_log: 30, system_metrics: 30 };
const RETENTION_ENV = {
  PLAY_HISTORY_RETENTION_DAYS: 'play_history',
  ERROR_LOG_RETENTION_DAYS: 'error_log',
  METRICS_RETENTION_DAYS: 'system_metrics',
} as const;

const DEFAULTS: Partial<ConfigValues> = {
  hubUrl: 'https://huggingface.co',
  revision: 'main',
  tz: 'UTC',
  cacheDir: '.parqueue/cache',
  queriesDir: 'queries',
  retention: RETENTION_DAYS,
  thresholds: {},
  memoryLimit: '2GB',
  threads: 2,
  logLevel: 'INFO',
  offline: false,
};

/**
 * Weighs flags over environment over profile over file over defaults.
 *
 * @throws {CommandError} naming the flag, variable or key that is wrong.
 */
export async function resolveConfig(sources: ConfigSources): Promise<Config> {
  const { flags, env, cwd, localTz } = sources;
  const file = await loadConfigFile(cwd, flags['config'] as string | undefined);
  const profile = (flags['profile'] ?? env['PARQUEUE_PROFILE'] ?? file?.content.profile) as
    | string
    | undefined;
  const layers = [
    flagLayer(flags),
    envLayer(env),
    profileLayer(file, profile),
    fileLayer(file),
    defaultLayer(),
  ];
  const given = { ...weigh(layers), ...chooseDataset(layers) };
  const values: Partial<Record<ConfigKey, unknown>> = {};
  const origins: Partial<Record<ConfigKey, string>> = {};
  for (const key of KEYS) {
    const found = given[key];
    if (found === undefined) continue;
    values[key] = CONFIG_KEYS[key].parse(found.value, found.origin, localTz);
    origins[key] = found.origin;
  }
  mergeRetention(values, origins, env);
  if (values['repo'] === undefined && values['local'] === undefined) {
    const found = await findDataset(cwd);
    if (found !== undefined) {
      values['local'] = found;
      origins['local'] = 'found below .parqueue';
    }
  }
  for (const key of ['local', 'cacheDir', 'queriesDir', 'tokenFile', 'logPath'] as const)
    if (typeof values[key] === 'string') values[key] = resolve(cwd, values[key]);
  if (values.token === undefined && typeof values.tokenFile === 'string') {
    values.token = await readToken(values.tokenFile, origins.tokenFile ?? 'token file');
    origins.token = `${origins.tokenFile} ${values.tokenFile}`;
  }
  return { ...(values as unknown as ConfigValues), origins, file: file?.path, profile };
}

function weigh(layers: readonly Layer[]): Layer {
  return Object.fromEntries(
    KEYS.map((key) => [key, layers.find((layer) => layer[key] !== undefined)?.[key]]).filter(
      ([, given]) => given !== undefined,
    ),
  ) as Layer;
}

/** The first layer that names a dataset names the only one: a flag `--local` is not disturbed by a `repo` of the file. */
function chooseDataset(layers: readonly Layer[]): Layer {
  const layer = layers.find(({ repo, local }) => repo !== undefined || local !== undefined);
  if (layer?.repo !== undefined && layer.local !== undefined)
    throw usageError(`${layer.repo.origin} and ${layer.local.origin} exclude each other: give one dataset`);
  return { repo: layer?.repo, local: layer?.local } as Layer;
}

function flagLayer(flags: Readonly<Record<string, unknown>>): Layer {
  return layerOf((key) => {
    const { flag } = CONFIG_KEYS[key];
    if (flag === undefined || flags[flag] === undefined) return undefined;
    return {
      value: flags[flag],
      origin: `--${flag.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`)}`,
    };
  });
}

function envLayer(env: ConfigSources['env']): Layer {
  const layer = layerOf((key) => {
    const name = CONFIG_KEYS[key].env;
    const value = name === undefined ? undefined : env[name];
    return name === undefined || value === undefined || value === '' ? undefined : { value, origin: name };
  });
  const isDebug = /^(1|true|yes|on)$/i.test(env['DEBUG'] ?? '');
  return isDebug ? { ...layer, logLevel: { value: 'DEBUG', origin: 'DEBUG' } } : layer;
}

function profileLayer(file: ConfigFile | undefined, profile: string | undefined): Layer {
  if (profile === undefined) return {};
  const profiles = (file?.content.profiles ?? {}) as Record<string, Record<string, unknown>>;
  const settings = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
  if (settings === undefined) {
    const known = Object.keys(profiles);
    const there = known.length === 0 ? 'there are no profiles' : `there are ${known.join(', ')}`;
    throw usageError(
      `profile "${profile}": ${file?.name ?? 'there is no parqueue.config.ts or .json'}: ${there}`,
    );
  }
  return settingsLayer(settings, `profile ${profile} of ${file?.name}`);
}

function fileLayer(file: ConfigFile | undefined): Layer {
  if (file === undefined) return {};
  const { profile: _, profiles: __, ...settings } = file.content;
  return settingsLayer(settings, file.name);
}

function settingsLayer(settings: Readonly<Record<string, unknown>>, origin: string): Layer {
  for (const key of Object.keys(settings)) {
    if (!Object.hasOwn(CONFIG_KEYS, key))
      throw usageError(`${origin}: no such setting "${key}"; there are ${KEYS.join(', ')}`);
    if (CONFIG_KEYS[key as ConfigKey].isFlagOrEnvOnly)
      throw usageError(
        `${origin}: ${key} does not belong into a file that is shared; set HF_TOKEN or tokenFile`,
      );
  }
  return layerOf((key) =>
    settings[key] === undefined ? undefined : { value: settings[key], origin: `${key} of ${origin}` },
  );
}

const defaultLayer = (): Layer =>
  layerOf((key) => (DEFAULTS[key] === undefined ? undefined : { value: DEFAULTS[key], origin: 'default' }));

function layerOf(find: (key: ConfigKey) => Given | undefined): Layer {
  return Object.fromEntries(
    KEYS.map((key) => [key, find(key)]).filter(([, given]) => given !== undefined),
  ) as Layer;
}

/** Tables that the settings do not name keep their default days; variables stand over both. */
function mergeRetention(
  values: Partial<Record<ConfigKey, unknown>>,
  origins: Partial<Record<ConfigKey, string>>,
  env: ConfigSources['env'],
): void {
  const retention: Record<string, number> = { ...RETENTION_DAYS, ...(values.retention as object) };
  for (const [name, table] of Object.entries(RETENTION_ENV)) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    if (!/^\d+$/.test(text)) throw usageError(`${name}: expected a whole number of days, got "${text}"`);
    retention[table] = Number(text);
    origins.retention = name;
  }
  values.retention = retention;
}

async function readToken(path: string, origin: string): Promise<string> {
  const token = await readFile(path, 'utf8').catch(() => {
    throw usageError(`${origin}: cannot read the token file ${path}`);
  });
  if (token.trim() === '') throw usageError(`${origin}: the token file ${path} is empty`);
  return token.trim();
}
