import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StartRelayOptions } from '@parqueue/relay/dev';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { isAlive, markProcess } from '../../../packages/relay/src/serve/processMark.ts';
import { wakeRelay } from '../../../packages/relay/src/serve/wakeRelay.ts';
import { expectCommittedOnce } from './expectCommittedOnce.ts';
import { makeShard } from './makeShard.ts';
import { eventually, HUB_TOKEN, openRelayScene, type RelayScene, SECRET } from './relayScene.ts';
import { dockerCommand, dockerEnvironment, type ServedRelay, servedRelay } from './servedRelay.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const ALWAYS = Number.POSITIVE_INFINITY;

let distDir: string;
beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), 'parqueue-dist-'));
  await run(process.execPath, [join(ROOT, 'packages/relay/src/cli/main.ts'), 'build', '--out', distDir]);
});
afterAll(() => rm(distDir, { recursive: true }));

let scene: RelayScene;
let relay: ServedRelay;

async function open(vars: Readonly<Record<string, string>> = {}): Promise<void> {
  const start = async (options: StartRelayOptions) => {
    relay = await servedRelay(distDir, options);
    return relay;
  };
  scene = await openRelayScene({ LOG_LEVEL: 'debug', ...vars }, undefined, start);
  onTestFinished(scene.close);
}

test('[RL22] [R3] what was told durable when the program was killed is committed once, by the next on its folder', async () => {
  await open();
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: ALWAYS });
  await scene.send('alignment', 'recitation', 'recitation_error');
  const left = await markProcess(await relay.workerdPid());
  await relay.restart();
  expect(await isAlive(left)).toBe(false);
  expect((await scene.states(scene.sent)).map(({ state }) => state)).toEqual(Array(3).fill('spooled'));
  away.remove();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[RL22] [R3] a commit goes out by its own alarm after a restart, though nobody asks the relay', async () => {
  await open({ COMMIT_INTERVAL: '2s' });
  const first = await scene.send('alignment');
  await scene.delivered(first);
  const commits = () => scene.repo.history(scene.repo.head()).length;
  const before = commits();
  await scene.send('alignment');
  await relay.restart();
  await eventually(() => commits() > before);
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[RL22] when workerd ends by itself, so does the program, and the next one goes on', async () => {
  await open();
  const away = scene.hub.faults.inject({ kind: 'status', status: 503, times: ALWAYS });
  await scene.send('alignment');
  process.kill(await relay.workerdPid(), 'SIGKILL');
  const { code, printed } = await relay.ended();
  expect(code).toBe(1);
  expect(printed).toMatch(/"level":"error","event":"workerd_ended","problem":"SIGKILL"/);
  away.remove();
  await relay.restart();
  await scene.delivered(scene.sent);
  await expectCommittedOnce(scene);
});

test('[RL22] asked to stop, it answers what it is being sent, and ends with 0', async () => {
  await open();
  const shard = await makeShard('alignment', 500_000);
  const answered = await scene.putInTwo(shard, async () => {
    process.kill(relay.pid(), 'SIGTERM');
    await eventually(() => scene.heard.some((line) => line.includes('"event":"stopping"')));
  });
  expect(answered).toBe(202);
  expect(await relay.ended()).toMatchObject({
    code: 0,
    printed: expect.stringContaining('"event":"stopped"'),
  });
  await relay.restart();
  await scene.delivered([shard]);
});

test('[RL24] a second relay on the same folder is refused', async () => {
  await open();
  const second = servedRelay(distDir, { vars: scene.vars, persistTo: scene.spoolDir });
  await expect(second).rejects.toThrow(/already runs on .*another folder with DATA_DIR/);
});

test('[RL24] who asks is told by the connection, or by a proxy that is trusted, never by the request itself', async () => {
  await open();
  const said = { 'CF-Connecting-IP': '203.0.113.7', 'X-Forwarded-For': '203.0.113.7', 'User-Agent': 'same' };
  const userIdOf = async (headers: Record<string, string>) => {
    const response = await scene.call('/ticket', {
      method: 'POST',
      headers,
      body: '{"dataset":"recitations"}',
    });
    return ((await response.json()) as { userId: string }).userId;
  };
  const bare = await userIdOf({ 'User-Agent': 'same' });
  expect(await userIdOf(said)).toBe(bare);
  await relay.restart({ vars: { TRUSTED_PROXIES: '127.0.0.0/8' } });
  expect(await userIdOf({ 'User-Agent': 'same' })).toBe(bare);
  expect(await userIdOf(said)).not.toBe(bare);
});

test('[RL24] one address gets as many tickets as wrangler.toml says, and no more', async () => {
  await open();
  const statuses: number[] = [];
  for (let call = 0; call < 620; call++)
    statuses.push(
      (await scene.call('/ticket', { method: 'POST', body: '{"dataset":"recitations"}' })).status,
    );
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(statuses.slice(0, 300)).not.toContain(429);
  // The minute may have turned once meanwhile, and never twice.
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(600);
});

test('[RL24] [R7] [R8] no argument, line or file holds a secret or an address', async () => {
  await open();
  const address = '203.0.113.77';
  const headers = { 'CF-Connecting-IP': address, 'X-Forwarded-For': address };
  scene.hub.faults.inject({ kind: 'status', status: 401, body: { error: `token ${HUB_TOKEN}` } });
  await scene.call('/ticket', { method: 'POST', headers, body: '{"dataset":"recitations"}' });
  await scene.put(await makeShard('alignment'), { ...headers, Authorization: 'Bearer nonsense' });
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  const pids = [relay.pid(), await relay.workerdPid()];
  const listed = (await readdir(scene.spoolDir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const everything = [
    ...scene.heard.map((text) => Buffer.from(text)),
    ...(await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`)))),
    ...(await Promise.all(listed.map(({ parentPath, name }) => readFile(join(parentPath, name))))),
  ];
  expect(listed.length).toBeGreaterThan(1);
  for (const secret of [HUB_TOKEN, HUB_TOKEN.slice(3), SECRET, address]) {
    expect(everything.filter((bytes) => bytes.includes(secret))).toEqual([]);
  }
});

test('[RL23] every line is JSON with time, level and event; with LOG_FILE they are in files as well, none lost between two', async () => {
  const logDir = await mkdtemp(join(tmpdir(), 'parqueue-logs-'));
  const file = { LOG_FILE: join(logDir, 'relay.log'), LOG_FILE_MAX_BYTES: '1000', LOG_FILE_COUNT: '100' };
  await open(file);
  await scene.send(...Array<string>(12).fill('recitation_error'));
  await scene.delivered(scene.sent);
  await relay.close();
  const { printed } = await relay.ended();
  const lines = printed.split('\n');
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: expect.any(String),
      event: expect.any(String),
    });
  }
  expect(lines.filter((line) => line.includes('"event":"shard_answered"'))).toHaveLength(12);
  const ageOf = (name: string) => Number(name.split('.')[2] ?? 0);
  const names = (await readdir(logDir)).sort((a, b) => ageOf(b) - ageOf(a));
  const texts = await Promise.all(names.map((name) => readFile(join(logDir, name), 'utf8')));
  expect(names.length).toBeGreaterThan(2);
  expect(texts.join('')).toBe(`${printed}\n`);
  await rm(logDir, { recursive: true });
});

test('[RL23] at the level error nothing is told of what goes well', async () => {
  await open({ LOG_LEVEL: 'error' });
  await scene.send('alignment');
  await scene.delivered(scene.sent);
  await relay.close();
  expect((await relay.ended()).printed).toBe('');
});

test('[RL24] the watchdog answers behind a socket in the folder, and nowhere else', async () => {
  await open();
  const socket = join(scene.spoolDir, 'watchdog.sock');
  await wakeRelay(socket);
  expect((await fetch(relay.url, { method: 'POST' })).status).toBe(404);
  await relay.close();
  await expect(wakeRelay(socket)).rejects.toThrow('ENOENT');
});

test('the health check of the container answers by its exit code', async () => {
  await open();
  const args = await dockerCommand('HEALTHCHECK');
  const check = (port: string) =>
    run(process.execPath, args, { cwd: distDir, env: { PORT: port } }).then(
      ({ stdout }) => stdout,
      ({ code, stderr }) => `${code} ${stderr}`,
    );
  expect(JSON.parse(await check(new URL(relay.url).port))).toMatchObject({ state: 'ok' });
  expect(await check('9')).toMatch(/^1 http:\/\/127\.0\.0\.1:9.*no relay answers/);
});

test('the Dockerfile builds by the command that was tested, runs as nobody special, and keeps secrets out', async () => {
  const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(dockerfile).toContain('npm run relay:build -- --out /app\n');
  expect(scripts['relay:build']).toBe('node scripts/relay.mjs build');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^VOLUME \/data$/m);
  expect(await dockerEnvironment()).toEqual({ HOST: '*', PORT: '8080', DATA_DIR: '/data' });
  expect(await readFile(join(ROOT, 'docs/SELFHOST.md'), 'utf8')).toContain('app_port: 8080\n');
  expect((await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n')).toContain('.dev.vars');
});
