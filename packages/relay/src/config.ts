import { NAME_PATTERN } from '@parqueue/schema/wire';
import { parseDuration } from './duration.ts';
import type { ValueChecks } from './values/checkValues.ts';

export interface RelayConfig {
  /** Name in URLs → repo on the Hub, `owner/name`. */
  readonly datasets: ReadonlyMap<string, string>;
  /** Origins exactly as browsers send them. */
  readonly origins: ReadonlySet<string>;
  readonly hubUrl: string;
  readonly hubToken: string;
  /** Signs tickets and identity proofs, and keys the `user_id`. */
  readonly secret: string;
  readonly commitIntervalMs: number;
  readonly commitsPerHour: number;
  readonly spoolMaxBytes: number;
  readonly spoolMaxAgeMs: number;
  readonly trustedProxies: ReadonlySet<string>;
  /** Opens what is for the operator alone; null where that is closed. */
  readonly operatorSecret: string | null;
  readonly checkedValues: ValueChecks['which'];
  /** The table that gets a row for each request; null where none does. */
  readonly requestEvents: { readonly dataset: string; readonly table: string } | null;
}

export type ParsedConfig =
  | { readonly kind: 'ok'; readonly config: RelayConfig }
  /** One line for each wrong variable: its name and what to put there, never its value. */
  | { readonly kind: 'misconfigured'; readonly problems: readonly string[] };

const SECRET_MIN_BYTES = 32;
const PLACEHOLDER_REPO = 'your-name/your-dataset';
const REPO_PATTERN = /^[\w.-]{1,96}\/[\w.-]{1,96}$/;
const EXTENSION_PATTERN = /^(chrome|moz|safari-web)-extension:\/\/[\w-]+$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The variables and secrets of the Worker as a configuration, or everything that is wrong with them. */
export function parseConfig(variables: Readonly<Record<string, unknown>>): ParsedConfig {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T, fallback?: string): T | undefined => {
    const given = variables[name];
    const text = typeof given === 'string' && given.trim() !== '' ? given.trim() : fallback;
    try {
      if (text === undefined) throw new TypeError('is missing');
      return parse(text);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'is wrong'}; ${EXPECTED[name]}`);
      return undefined;
    }
  };
  const config = {
    datasets: read('DATASETS', parseDatasets),
    origins: read('ALLOWED_ORIGINS', parseOrigins),
    hubUrl: read('HUB_URL', parseHubUrl, 'https://huggingface.co'),
    hubToken: read('HF_TOKEN', parseToken),
    secret: read('PARQUEUE_SECRET', parseSecret),
    commitIntervalMs: read('COMMIT_INTERVAL', parseDuration, '5m'),
    commitsPerHour: read('COMMITS_PER_HOUR', parseCount, '128'),
    spoolMaxBytes: read('SPOOL_MAX_BYTES', parseCount, '8000000000'),
    spoolMaxAgeMs: read('SPOOL_MAX_AGE', parseDuration, '168h'),
    checkedValues: read('CHECKED_VALUES', parseCheckedValues, 'all'),
    operatorSecret: read('OPERATOR_SECRET', (text) => (text === '' ? null : parseSecret(text)), ''),
    requestEvents: read('REQUEST_EVENTS', parseEventTable, ''),
    trustedProxies: read('TRUSTED_PROXIES', (text) => new Set(words(text)), ''),
  };
  if (!isComplete(config)) return { kind: 'misconfigured', problems };
  return { kind: 'ok', config };
}

const EXPECTED: Readonly<Record<string, string>> = {
  DATASETS: 'put name=owner/repo for each dataset in wrangler.toml, for example recitations=me/recitations',
  ALLOWED_ORIGINS: 'put the origins of your pages in wrangler.toml, for example https://recite.example',
  HUB_URL: 'put https://huggingface.co in wrangler.toml, or leave it out',
  HF_TOKEN: 'run: npx wrangler secret put HF_TOKEN (a fine-grained token that may write the dataset repo)',
  PARQUEUE_SECRET: 'run: openssl rand -hex 32 | npx wrangler secret put PARQUEUE_SECRET',
  COMMIT_INTERVAL: 'put a time such as 5m, 90s or 1h in wrangler.toml',
  COMMITS_PER_HOUR: 'put a whole number from 1 in wrangler.toml',
  OPERATOR_SECRET: 'run: openssl rand -hex 32 | npx wrangler secret put OPERATOR_SECRET, or leave it out',
  SPOOL_MAX_AGE: 'put a time such as 168h in wrangler.toml',
  CHECKED_VALUES: 'put all, or identities-and-paths, in wrangler.toml, or leave it out',
  REQUEST_EVENTS: 'put dataset/table in wrangler.toml, such as recitations/metrics_event, or leave it out',
  SPOOL_MAX_BYTES: 'put a whole number of bytes in wrangler.toml',
};

type Complete<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const isComplete = <T extends object>(partial: T): partial is T & Complete<T> =>
  Object.values(partial).every((value) => value !== undefined);

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

function parseDatasets(text: string): ReadonlyMap<string, string> {
  const datasets = new Map<string, string>();
  for (const [index, word] of words(text).entries()) {
    const [name = '', repo = '', ...rest] = word.split('=');
    const entry = `entry ${index + 1}`;
    if (rest.length > 0 || !REPO_PATTERN.test(repo))
      throw new TypeError(`has an ${entry} that is not name=owner/repo`);
    if (!NAME_PATTERN.test(name))
      throw new TypeError(`has an ${entry} whose name is not 1 to 64 of a-z, 0-9, _ and -`);
    if (repo === PLACEHOLDER_REPO) throw new TypeError('still holds the placeholder');
    if (datasets.has(name)) throw new TypeError(`has an ${entry} whose name is there twice`);
    datasets.set(name, repo);
  }
  return datasets;
}

function parseOrigins(text: string): ReadonlySet<string> {
  return new Set(
    words(text).map((word, index) => {
      if (!isOrigin(word)) {
        throw new TypeError(
          `has an entry ${index + 1} that is no origin (scheme, host and port, no path, no *)`,
        );
      }
      return word;
    }),
  );
}

/** As browsers send it. To the URL standard the pages of an extension have none; browsers name it as they do any other. */
const isOrigin = (word: string): boolean =>
  EXTENSION_PATTERN.test(word) ||
  (!word.includes('*') && URL.canParse(word) && new URL(word).origin === word);

/** The address of the Hub without a slash at its end. Plain http is for a hub on this machine alone. */
function parseHubUrl(text: string): string {
  if (!URL.canParse(text)) throw new TypeError('is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname)) throw new TypeError('is not https');
  return url.href.replace(/\/+$/, '');
}

function parseToken(text: string): string {
  if (!/^hf_\w+$/.test(text)) throw new TypeError('does not look like a token of Hugging Face (hf_…)');
  return text;
}

function parseSecret(text: string): string {
  if (new TextEncoder().encode(text).length < SECRET_MIN_BYTES) {
    throw new TypeError(`is shorter than ${SECRET_MIN_BYTES} bytes`);
  }
  return text;
}

function parseCheckedValues(text: string): ValueChecks['which'] {
  if (text !== 'all' && text !== 'identities-and-paths') throw new TypeError('is neither');
  return text;
}

function parseEventTable(text: string): RelayConfig['requestEvents'] {
  if (text === '') return null;
  const [dataset = '', table = '', ...rest] = text.split('/');
  if (rest.length > 0 || !NAME_PATTERN.test(dataset) || !NAME_PATTERN.test(table))
    throw new TypeError('is not dataset/table');
  return { dataset, table };
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new TypeError('is no whole number from 1');
  return Number(text);
}
