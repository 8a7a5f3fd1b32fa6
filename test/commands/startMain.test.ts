import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { isAlive } from '../../packages/relay/src/serve/processMark.ts';
import { findFreePort } from '../../scripts/stack/freePort.ts';

const PROGRAM = new URL('../../scripts/startMain.ts', import.meta.url).pathname;
const RUNNING = /^Parqueue is running at (http:\/\/127\.0\.0\.1:\d+)$/m;

/** Each start bundles the page and the relay, which takes long where much else runs. */
vi.setConfig({ testTimeout: 120_000 });

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parqueue-start-'));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('it answers at the one address it prints: page, relay, hub and where the dataset is', async () => {
  const program = start('--data', dataDir);
  const url = await program.address();
  const get = async (path: string) => (await fetch(url + path)).text();
  expect(await get('/')).toContain('<title>');
  expect(JSON.parse(await get('/v1/health'))).toMatchObject({ state: 'ok' });
  const place = JSON.parse(await get('/config.json'));
  expect(place).toEqual({ hub: `${url}/hub`, repo: 'local/recitations' });
  expect(await get(`/hub/datasets/${place.repo}`)).toContain('.gitattributes');

  program.kill('SIGINT');
  expect(await program.ended()).toBe(0);
  await expect(fetch(url)).rejects.toThrow(TypeError);
});

test('secrets and repo are the same after a restart, and only their owner may read the secrets', async () => {
  const files = ['secrets.json', 'hub/local/recitations/.hub/repo.json'];
  const seen: string[][] = [];
  for (let turn = 0; turn < 2; turn++) {
    const program = start('--data', dataDir);
    await program.address();
    seen.push(await Promise.all(files.map((file) => readFile(join(dataDir, file), 'utf8'))));
    program.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a folder in use is refused; one whose process was killed is taken over, and its relay ended', async () => {
  const first = start('--data', dataDir);
  await first.address();
  const second = start('--data', dataDir);
  expect(await second.ended()).toBe(1);
  expect(second.printed()).toMatch(/already runs on .*another folder with --data/);

  const { children } = JSON.parse(await readFile(join(dataDir, 'running.json'), 'utf8'));
  expect(children.length > 0).toBe(process.platform === 'linux');
  first.kill('SIGKILL');
  await first.ended();
  const third = start('--data', dataDir);
  await third.address();
  for (const child of children) expect(await isAlive(child)).toBe(false);
  third.kill('SIGINT');
  expect(await third.ended()).toBe(0);
});

test('a lock of a process that is not the one which wrote it holds nobody back', async () => {
  await writeFile(
    join(dataDir, 'running.json'),
    JSON.stringify({ owner: { pid: process.pid, startedAt: 'long ago' }, children: [] }),
  );
  const program = start('--data', dataDir);
  await program.address();
  program.kill('SIGINT');
  expect(await program.ended()).toBe(0);
});

test('a port that was asked for and is taken is an error that says what to do', async () => {
  const port = await findFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const program = start('--data', dataDir, '--port', String(port));
  expect(await program.ended()).toBe(1);
  expect(program.printed()).toBe(
    `--port: ${port} is taken by another program; choose another one, or leave --port out to get a free one\n`,
  );
  other.close();
});

test('an unknown flag and a port that is none are told with the usage or what was expected', async () => {
  const unknown = start('--prot', '5000');
  expect(await unknown.ended()).toBe(1);
  expect(unknown.printed()).toMatch(/Unknown option '--prot'[\s\S]*--port PORT/);
  const wrong = start('--port', '70000');
  expect(await wrong.ended()).toBe(1);
  expect(wrong.printed()).toBe('--port: expected a number from 1 to 65535, got "70000"\n');
});

test("for a page of one's own the relay stands at the address, with the tables of a file, for that page alone", async () => {
  const tables = await writeTables(
    "export const takes = table({ name: 'takes', features: { said: string() } });",
  );
  const own = ['--tables', tables, '--dataset', 'voices', '--origin', 'https://voices.example'];
  const program = start('--data', dataDir, ...own);
  const url = await program.address();
  expect(program.printed()).toContain(`Pages of https://voices.example may send to "voices".`);
  expect(program.printed()).toContain(join(dataDir, 'hub/local/voices'));
  const ask = async (origin: string) => {
    const headers = { Origin: origin, 'Content-Type': 'application/json', 'Parqueue-Protocol': '1' };
    const body = JSON.stringify({ dataset: 'voices' });
    return (await fetch(`${url}/v1/ticket`, { method: 'POST', headers, body })).json();
  };
  expect(await ask('https://voices.example')).toMatchObject({ tables: [{ name: 'takes' }] });
  expect(await ask('https://other.example')).toMatchObject({ code: 'origin_refused' });
  expect((await fetch(url)).status).toBe(404);
});

test.each([
  ['export const moods = [];', /exports no table; export one/],
  ["export const a = table({ name: 'takes', features: {} })", /takes/],
  ['export const const', /tables\.ts:2:\d+: ERROR: /],
])('a tables file that is wrong is told by its path, and nothing stays: %s', async (source, problem) => {
  const tables = await writeTables(source);
  const program = start('--data', dataDir, '--tables', tables);
  expect(await program.ended()).toBe(1);
  expect(program.printed()).toContain(`${tables}: `);
  expect(program.printed()).toMatch(problem);
  expect(await stat(join(dataDir, 'running.json')).catch(() => undefined)).toBeUndefined();
});

test('a tables file that is not there, and an origin with a path, are told', async () => {
  const missing = start('--data', dataDir, '--tables', join(dataDir, 'gone.ts'));
  expect(await missing.ended()).toBe(1);
  expect(missing.printed()).toContain(`${join(dataDir, 'gone.ts')}: there is no such file`);
  const slash = start('--origin', 'http://localhost:5173/');
  expect(await slash.ended()).toBe(1);
  expect(slash.printed()).toMatch(
    /^--origin: expected scheme, host and port .* got "http:\/\/localhost:5173\/"\n$/,
  );
});

/** Writes a tables file as it stands in an app, which imports the SDK by its public name. */
async function writeTables(declarations: string): Promise<string> {
  const path = join(dataDir, 'tables.ts');
  await writeFile(path, `import { string, table } from '@parqueue/sdk/schema';\n${declarations}\n`);
  return path;
}

/** Runs the program of `npm start`. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await closed;
  }, 20_000);
  let printed = '';
  const address = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk;
        const url = RUNNING.exec(printed)?.[1];
        if (url) resolve(url);
      });
    }
    closed.then(() => reject(new Error(`it ended before it ran: ${printed}`)), reject);
  });
  // Not every test waits for it.
  address.catch(() => undefined);
  return {
    address: () => address,
    printed: () => printed,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: async () => (await closed)[0],
  };
}
