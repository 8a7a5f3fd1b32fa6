import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { parseConfig, SECRET_VARIABLES, VARIABLES } from '../config.ts';
import { WRANGLER_CONFIG } from '../dev/buildWorker.ts';
import { parseServeSettings } from './serveSettings.ts';

const RELAY = {
  names: VARIABLES,
  defaults: { DATASETS: 'voices=me/voices', ALLOWED_ORIGINS: 'https://a.example', HUB_URL: '' },
};
const SECRETS = { HF_TOKEN: 'hf_abc', PARQUEUE_SECRET: 'thirty-two bytes, and a few more.' };

async function fileWith(text: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-secret-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, 'secret'), text);
  return join(dir, 'secret');
}

test('{002.16} what the environment does not say is as wrangler.toml says, or sound', () => {
  expect(parseServeSettings(SECRETS, RELAY)).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: join(process.cwd(), '.parqueue/relay'),
    logFile: undefined,
    logLevel: 'info',
    asksThisMachine: false,
    variables: { ...RELAY.defaults, ...SECRETS },
  });
});

test('what the environment says goes before, and nothing else of it reaches the Worker', () => {
  const settings = parseServeSettings(
    {
      ...SECRETS,
      DATASETS: 'other=me/other',
      HUB_URL: 'http://localhost:8899',
      LOG_LEVEL: 'debug',
      LOG_FILE: '/var/log/relay.log',
      LOG_FILE_MAX_BYTES: '5000',
      LOG_FILE_COUNT: '2',
      PORT: '0',
      HOST: '*',
      DATA_DIR: '/data',
      PATH: '/bin',
    },
    RELAY,
  );
  expect(settings).toMatchObject({
    port: 0,
    host: '*',
    dataDir: '/data',
    logFile: { path: '/var/log/relay.log', maxBytes: 5000, maxCount: 2 },
    logLevel: 'debug',
    asksThisMachine: true,
  });
  expect(settings.variables).toMatchObject({ DATASETS: 'other=me/other', HUB_URL: 'http://localhost:8899' });
  expect(Object.keys(settings.variables)).not.toContain('PATH');
});

test('a secret may be in a file', async () => {
  const { variables } = parseServeSettings(
    { ...SECRETS, HF_TOKEN: '', HF_TOKEN_FILE: await fileWith('hf_fromFile\n') },
    RELAY,
  );
  expect(variables['HF_TOKEN']).toBe('hf_fromFile');
});

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: 'http' }, /^PORT: expected a whole number from 0 to 65535, got "http"$/],
  [{ LOG_FILE_COUNT: '0' }, /^LOG_FILE_COUNT: expected a whole number from 1/],
  [{ HF_TOKEN_FILE: '/somewhere' }, /^HF_TOKEN and HF_TOKEN_FILE are both there/],
  [{ OPERATOR_SECRET_FILE: '/gone' }, /^OPERATOR_SECRET_FILE: ENOENT/],
  [{ HF_TOKEN: '' }, /^HF_TOKEN is missing; set HF_TOKEN or HF_TOKEN_FILE \(a fine-grained token/],
  [
    { PARQUEUE_SECRET: 'x' },
    /^PARQUEUE_SECRET .*; set PARQUEUE_SECRET or PARQUEUE_SECRET_FILE to what openssl/,
  ],
  [{ DATASETS: 'voices' }, /^DATASETS .*; put name=owner\/repo for each dataset into the environment/],
])('[RL24] %j is told by its name, with what to put there', (wrong, problem) => {
  expect(() => parseServeSettings({ ...SECRETS, ...wrong }, RELAY)).toThrow(problem);
});

test('[RL24] all that is wrong is told at once, and nobody is sent to wrangler', () => {
  const wrong = Object.fromEntries(VARIABLES.map((name) => [name, 'wrong!']));
  const problems = problemsOf(wrong);
  expect(problems.length).toBeGreaterThan(10);
  expect(problems.filter((problem) => problem.includes('wrangler'))).toEqual([]);
});

test.each(['open', 'turnstile', 'site', 'hf'])(
  '[RL24] in mode %s every variable that is read is one that the environment may give, with advice',
  (mode) => {
    const read = new Set<string>();
    const get = (_: object, name: string) => {
      read.add(name);
      return name === 'TICKET_MODE' ? mode : undefined;
    };
    parseConfig(new Proxy<Record<string, string>>({}, { get }));
    expect(read.size).toBeGreaterThan(10);
    expect([...read].filter((name) => !VARIABLES.includes(name))).toEqual([]);
    expect(problemsOf({ TICKET_MODE: mode }).filter((problem) => problem.includes('wrangler'))).toEqual([]);
  },
);

test('secrets are among the variables, and none of them is in wrangler.toml', () => {
  const { vars } = unstable_readConfig({ config: WRANGLER_CONFIG });
  expect(SECRET_VARIABLES.filter((name) => !VARIABLES.includes(name) || Object.hasOwn(vars, name))).toEqual(
    [],
  );
});

/** What a relay that is told this, and nothing else, says at its start. */
function problemsOf(environment: Readonly<Record<string, string>>): string[] {
  try {
    parseServeSettings(environment, { names: VARIABLES, defaults: {} });
    return [];
  } catch (error) {
    return String(error).split('\n');
  }
}
