import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { parseConfig, SECRET_VARIABLES } from '../config.ts';
import { WRANGLER_CONFIG } from '../dev/buildWorker.ts';
import { parseServeSettings } from './serveSettings.ts';

const VARIABLES = {
  defaults: {
    DATASETS: 'voices=me/voices',
    ALLOWED_ORIGINS: 'https://a.example',
    HUB_URL: '',
    LOG_LEVEL: 'info',
  },
  secrets: ['HF_TOKEN', 'PARQUEUE_SECRET', 'OPERATOR_SECRET'],
};
const SECRETS = { HF_TOKEN: 'hf_abc', PARQUEUE_SECRET: 'thirty-two bytes, and a few more.' };

async function fileWith(text: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-secret-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, 'secret'), text);
  return join(dir, 'secret');
}

test('what the environment does not say is as wrangler.toml says, or sound', () => {
  expect(parseServeSettings(SECRETS, VARIABLES)).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: join(process.cwd(), '.parqueue/relay'),
    logFile: undefined,
    logLevel: 'info',
    asksThisMachine: false,
    variables: { ...VARIABLES.defaults, ...SECRETS },
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
    VARIABLES,
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
    VARIABLES,
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
  expect(() => parseServeSettings({ ...SECRETS, ...wrong }, VARIABLES)).toThrow(problem);
});

test('[RL24] all that is wrong is told at once, and nobody is sent to wrangler', () => {
  const everything = new Proxy({}, { get: () => 'wrong!', has: () => true });
  const parsed = parseConfig(everything);
  const names = parsed.kind === 'ok' ? [] : parsed.problems.map((problem) => problem.split(' ')[0] ?? '');
  expect(names.length).toBeGreaterThan(10);
  const environment = Object.fromEntries(names.map((name) => [name, 'wrong!']));
  const defaults = Object.fromEntries(names.map((name) => [name, '']));
  expect(() => parseServeSettings(environment, { defaults, secrets: [] })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('wrangler') }),
  );
});

test('[RL24] every variable that the relay reads is one of wrangler.toml, or a secret', () => {
  const read: string[] = [];
  parseConfig(new Proxy<Record<string, string>>({}, { get: (_, name) => void read.push(String(name)) }));
  const { vars } = unstable_readConfig({ config: WRANGLER_CONFIG });
  expect(read.filter((name) => !Object.hasOwn(vars, name) && !SECRET_VARIABLES.includes(name))).toEqual([]);
  expect(read.length).toBeGreaterThan(10);
});
