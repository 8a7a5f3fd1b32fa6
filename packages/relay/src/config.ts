import { NAME_PATTERN } from '@parqueue/schema/wire';
import { isAddressOrNetwork } from './auth/addressList.ts';
import { readTicketRules, TICKET_VARIABLES, type TicketRules } from './auth/ticketRules.ts';
import { readUserIdRules, USER_ID_VARIABLES, type UserIdRules } from './auth/userIdRules.ts';
import { parseCount } from './count.ts';
import { parseDuration } from './duration.ts';
import { isLogLevel, type LogLevel } from './log.ts';
import { QUOTA_VARIABLES, type QuotaLimits, readQuotaLimits } from './quota/quotaLimits.ts';
import { type ExpectedVariables, isComplete, type ReadVariable } from './readVariable.ts';
import { parseServiceUrl } from './serviceUrl.ts';
import type { AudioPolicy } from './validation/checkShardBytes.ts';
import type { ValueChecks } from './values/checkValues.ts';
import { words } from './words.ts';

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
  /** After how many commits of its own the relay squashes a repo's history; null for never. */
  readonly squashAfterCommits: number | null;
  /** How many objects hold what waits of one dataset. */
  readonly spoolCount: number;
  /** Of each. */
  readonly spoolMaxBytes: number;
  readonly spoolMaxAgeMs: number;
  readonly trustedProxies: ReadonlySet<string>;
  /** Opens what is for the operator alone; null where that is closed. */
  readonly operatorSecret: string | null;
  readonly checkedValues: ValueChecks['which'];
  readonly logLevel: LogLevel;
  readonly tickets: TicketRules;
  readonly userIds: UserIdRules;
  readonly quotas: QuotaLimits;
  readonly audioPolicy: AudioPolicy;
  /** The table that gets a row for each request; null where none does. */
  readonly requestEvents: { readonly dataset: string; readonly table: string } | null;
}

/** Those of the variables that nobody may read. */
export const SECRET_VARIABLES = [
  'HF_TOKEN',
  'PARQUEUE_SECRET',
  'OPERATOR_SECRET',
  'TURNSTILE_SECRET',
  'SITE_KEYS',
];

export type ParsedConfig =
  | { readonly kind: 'ok'; readonly config: RelayConfig }
  /** One line for each wrong variable: its name and what to put there, never its value. */
  | { readonly kind: 'misconfigured'; readonly problems: readonly string[] };

const SECRET_MIN_BYTES = 32;
/** A commit asks them all, and a Worker may have some thousand calls under way for one alarm. */
const SPOOLS_MAX_COUNT = 64;
const PLACEHOLDER_REPO = 'your-name/your-dataset';
const REPO_PATTERN = /^[\w.-]{1,96}\/[\w.-]{1,96}$/;
const EXTENSION_PATTERN = /^(chrome|moz|safari-web)-extension:\/\/[\w-]+$/;

/** The variables and secrets of the Worker as a configuration, or everything that is wrong with them. */
export function parseConfig(variables: Readonly<Record<string, unknown>>): ParsedConfig {
  const problems: string[] = [];
  const read: ReadVariable = (name, parse, fallback) => {
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
    hubUrl: read('HUB_URL', parseServiceUrl, 'https://huggingface.co'),
    hubToken: read('HF_TOKEN', parseToken),
    secret: read('PARQUEUE_SECRET', parseSecret),
    commitIntervalMs: read('COMMIT_INTERVAL', parseDuration, '5m'),
    commitsPerHour: read('COMMITS_PER_HOUR', parseCount, '128'),
    squashAfterCommits: read('SQUASH_AFTER', (text) => (text === 'never' ? null : parseCount(text)), 'never'),
    spoolCount: read('SPOOLS', parseSpoolCount, '1'),
    spoolMaxBytes: read('SPOOL_MAX_BYTES', parseCount, '8000000000'),
    spoolMaxAgeMs: read('SPOOL_MAX_AGE', parseDuration, '168h'),
    checkedValues: read('CHECKED_VALUES', parseCheckedValues, 'all'),
    audioPolicy: read('AUDIO_POLICY', parseAudioPolicy, 'allow'),
    operatorSecret: read('OPERATOR_SECRET', (text) => (text === '' ? null : parseSecret(text)), ''),
    requestEvents: read('REQUEST_EVENTS', parseEventTable, ''),
    logLevel: read('LOG_LEVEL', parseLogLevel, 'info'),
    trustedProxies: read('TRUSTED_PROXIES', parseProxies, ''),
    tickets: readTicketRules(read),
    userIds: readUserIdRules(read),
    quotas: readQuotaLimits(read),
  };
  if (!isComplete(config)) return { kind: 'misconfigured', problems };
  return { kind: 'ok', config };
}

const EXPECTED: ExpectedVariables = {
  DATASETS: 'put name=owner/repo for each dataset in wrangler.toml, for example recitations=me/recitations',
  ALLOWED_ORIGINS: 'put the origins of your pages in wrangler.toml, for example https://recite.example',
  HUB_URL: 'put https://huggingface.co in wrangler.toml, or leave it out',
  HF_TOKEN: 'run: npx wrangler secret put HF_TOKEN (a fine-grained token that may write the dataset repo)',
  PARQUEUE_SECRET: 'run: openssl rand -hex 32 | npx wrangler secret put PARQUEUE_SECRET',
  COMMIT_INTERVAL: 'put a time such as 5m, 90s or 1h in wrangler.toml',
  COMMITS_PER_HOUR: 'put a whole number from 1 in wrangler.toml',
  OPERATOR_SECRET: 'run: openssl rand -hex 32 | npx wrangler secret put OPERATOR_SECRET, or leave it out',
  SQUASH_AFTER: 'put a whole number of commits, or never, in wrangler.toml',
  SPOOL_MAX_AGE: 'put a time such as 168h in wrangler.toml',
  CHECKED_VALUES: 'put all, or identities-and-paths, in wrangler.toml, or leave it out',
  SPOOLS: `put a whole number from 1 to ${SPOOLS_MAX_COUNT} in wrangler.toml, or leave it out`,
  TRUSTED_PROXIES: 'put addresses, or networks such as 10.0.0.0/8, in wrangler.toml, or leave it out',
  LOG_LEVEL: 'put debug, info, warn or error in wrangler.toml, or leave it out',
  AUDIO_POLICY: 'put allow, or deny, in wrangler.toml, or leave it out',
  REQUEST_EVENTS: 'put dataset/table in wrangler.toml, such as recitations/metrics_event, or leave it out',
  SPOOL_MAX_BYTES: 'put a whole number of bytes in wrangler.toml',
  ...TICKET_VARIABLES,
  ...USER_ID_VARIABLES,
  ...QUOTA_VARIABLES,
};

/** The names of all that the relay reads. */
export const VARIABLES: readonly string[] = Object.keys(EXPECTED);

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

function parseProxies(text: string): ReadonlySet<string> {
  const wrong = words(text).findIndex((word) => !isAddressOrNetwork(word));
  if (wrong >= 0) throw new TypeError(`has an entry ${wrong + 1} that is neither an address nor a network`);
  return new Set(words(text));
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

function parseSpoolCount(text: string): number {
  const count = parseCount(text);
  if (count > SPOOLS_MAX_COUNT) throw new TypeError(`is more than ${SPOOLS_MAX_COUNT}`);
  return count;
}

function parseLogLevel(text: string): LogLevel {
  if (!isLogLevel(text)) throw new TypeError('is no level');
  return text;
}

function parseAudioPolicy(text: string): AudioPolicy {
  if (text !== 'allow' && text !== 'deny') throw new TypeError('is neither');
  return text;
}

function parseEventTable(text: string): RelayConfig['requestEvents'] {
  if (text === '') return null;
  const [dataset = '', table = '', ...rest] = text.split('/');
  if (rest.length > 0 || !NAME_PATTERN.test(dataset) || !NAME_PATTERN.test(table))
    throw new TypeError('is not dataset/table');
  return { dataset, table };
}
