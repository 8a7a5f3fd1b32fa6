import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalHub, startLocalHub, type TokenAccess } from '@parqueue/local-hub';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { goLiveCommands } from '../../packages/relay/src/init/goLive.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'packages/relay/src/cli/main.ts');
const TOKEN = 'hf_theTokenThatNobodyMaySee';
const REPO = 'local/voices';
const WRITE = ['repo.access.read', 'repo.content.read', 'repo.write'];
const FITTING: TokenAccess = {
  role: 'fineGrained',
  scoped: [{ entity: { type: 'dataset', name: REPO }, permissions: WRITE }],
};

let base: string;
/** Where the relay's files are. */
let dir: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'parqueue-init-'));
  dir = join(base, 'relay');
  await mkdir(dir);
  await copyFile(join(ROOT, 'wrangler.toml'), join(dir, 'wrangler.toml'));
  await copyFile(join(ROOT, 'parqueue.tables.ts'), join(dir, 'parqueue.tables.ts'));
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
});

afterEach(() => rm(base, { recursive: true, force: true }));

test('[RL20] it writes both files, and a second run changes nothing', async () => {
  const hub = await openHub({ access: FITTING, hasRepo: true });
  const options = ['--repo', REPO, '--origin', 'https://a.example', '--origin', 'https://b.example'];
  const first = await init(hub, options);
  expect(first.printed).toMatch(
    /The token may write local\/voices\.\n.*wrangler\.toml is written\.\n.*\.dev\.vars is written/,
  );
  expect(first.printed).toContain(goLiveCommands('parqueue-relay').join('\n  '));
  expect(first.code).toBe(0);

  const toml = await readFile(join(dir, 'wrangler.toml'), 'utf8');
  const own = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  expect(toml.split('\n').filter((line) => !own.includes(`${line}\n`))).toEqual([
    `DATASETS = "voices=${REPO}"`,
    'ALLOWED_ORIGINS = "https://a.example https://b.example"',
    `HUB_URL = "${hub.url}"`,
  ]);
  const secrets = await readFile(join(dir, '.dev.vars'), 'utf8');
  expect(secrets).toMatch(
    new RegExp(`^HF_TOKEN=${TOKEN}\nPARQUEUE_SECRET=[0-9a-f]{64}\nOPERATOR_SECRET=[0-9a-f]{64}\n$`, 'm'),
  );
  expect((await stat(join(dir, '.dev.vars'))).mode & 0o777).toBe(0o600);

  const second = await init(hub, ['--yes']);
  expect(second.printed).toContain('nothing was changed');
  expect(await readFile(join(dir, 'wrangler.toml'), 'utf8')).toBe(toml);
  expect(await readFile(join(dir, '.dev.vars'), 'utf8')).toBe(secrets);
  expect(await readdir(dir)).toHaveLength(4);
});

test('[RL20] secrets that are there stay, and so does everything else in their file', async () => {
  const hub = await openHub({ access: FITTING, hasRepo: true });
  const kept = `# mine\nPARQUEUE_SECRET=${'a'.repeat(64)}\nHF_TOKEN=hf_theOneOfTheFile\n`;
  await writeFile(join(dir, '.dev.vars'), kept);
  await chmod(join(dir, '.dev.vars'), 0o644);
  const { printed } = await init(hub, ['--repo', REPO]);
  expect(printed).toContain('.dev.vars keeps its token; --new-token takes the other one');
  expect(printed).toContain('with OPERATOR_SECRET');
  expect((await readFile(join(dir, '.dev.vars'), 'utf8')).startsWith(kept)).toBe(true);
  expect((await stat(join(dir, '.dev.vars'))).mode & 0o777).toBe(0o600);

  await init(hub, ['--new-token']);
  expect(await readFile(join(dir, '.dev.vars'), 'utf8')).toContain(kept.replace('hf_theOneOfTheFile', TOKEN));
});

test.each<[string, Scene, string[], RegExp]>([
  [
    'a token that only reads',
    { access: { role: 'read' }, hasRepo: true },
    [],
    /^HF_TOKEN: it may only read; make/m,
  ],
  ["somebody else's repo", { hasRepo: true }, ['--repo', 'you/voices'], /is local's, who is neither you/],
  ['a token that was revoked', { token: 'hf_another' }, [], /does not know the token/],
  ['a repo that is not there', {}, [], /no such dataset; give --create .* or make it at .*\/new-dataset/],
  [
    'a repo that the token may not make',
    { access: { role: 'fineGrained', scoped: [] } },
    ['--create'],
    /lacks repo\.content\.read and repo\.write .* if there is none, make it at/,
  ],
  [
    'a tables file that is not there',
    { hasRepo: true },
    ['--tables', '/gone.ts'],
    /\/gone\.ts: there is no such file/,
  ],
  ['an origin with a path', { hasRepo: true }, ['--origin', 'https://a.example/x'], /--origin: expected/],
])('[RL20] [RL21] %s is told with what to do, and nothing is written', async (_, scene, options, problem) => {
  const hub = await openHub(scene);
  const before = await readFile(join(dir, 'wrangler.toml'), 'utf8');
  const { code, printed } = await init(hub, ['--repo', REPO, ...options]);
  expect(printed).toMatch(problem);
  expect(code).toBe(1);
  expect(await readFile(join(dir, 'wrangler.toml'), 'utf8')).toBe(before);
  expect((await readdir(dir)).sort()).toEqual(['node_modules', 'parqueue.tables.ts', 'wrangler.toml']);
});

test('[RL20] a secret of the file that the relay would not take is told, before anything is made', async () => {
  const hub = await openHub({});
  await writeFile(join(dir, '.dev.vars'), 'PARQUEUE_SECRET=short\n');
  const { code, printed } = await init(hub, ['--repo', REPO, '--create']);
  expect(printed).toMatch(/^PARQUEUE_SECRET is shorter than 32 bytes/m);
  expect(code).toBe(1);
  expect(hub.repos.find(REPO)).toBeUndefined();
  expect(await readFile(join(dir, '.dev.vars'), 'utf8')).toBe('PARQUEUE_SECRET=short\n');
});

test('[RL20] a wrangler.toml that cannot be changed alone is told, before anything is made', async () => {
  const hub = await openHub({});
  const toml = '[vars]\nDATASETS = """\n"""\n[alias]\n"parqueue.tables" = "./parqueue.tables.ts"\n';
  await writeFile(join(dir, 'wrangler.toml'), toml);
  const { code, printed } = await init(hub, ['--repo', REPO, '--create', '--origin', 'https://a.example']);
  expect(printed).toMatch(/DATASETS, ALLOWED_ORIGINS, .* set them there by hand/);
  expect(code).toBe(1);
  expect(hub.repos.find(REPO)).toBeUndefined();
});

test('[RL21] a token that may more than it has to is taken, with a warning', async () => {
  const hub = await openHub({ hasRepo: true });
  const { code, printed } = await init(hub, ['--repo', REPO]);
  expect(printed).toMatch(
    /^Warning: of the token, it may write everything of local's; a fine-grained token/m,
  );
  expect(code).toBe(0);
});

test.each([
  [['--create'], false],
  [['--create', '--private'], true],
])('{000.01} with %j the repo is made', async (options, isPrivate) => {
  const hub = await openHub({});
  const { printed } = await init(hub, ['--repo', REPO, ...options]);
  expect(printed).toContain(`${REPO} is made, ${isPrivate ? 'private' : 'public'} and empty.`);
  expect(hub.repos.find(REPO)?.isPrivate).toBe(isPrivate);
});

test('the Hub is asked once who the token belongs to', async () => {
  const hub = await openHub({ hasRepo: true });
  await init(hub, ['--repo', REPO]);
  expect(hub.log.entries().filter(({ path }) => path.startsWith('/api/whoami-v2'))).toHaveLength(1);
});

test('[RL21] without a token anywhere it says where to put one', async () => {
  const { code, printed } = await run(['--dir', dir, '--repo', REPO]);
  expect(printed).toMatch(/^HF_TOKEN: is missing; put the token into the environment/);
  expect(code).toBe(1);
});

test('a Hub that is not there is told, and nothing is written', async () => {
  const { printed } = await run(['--dir', dir, '--repo', REPO, '--hub-url', 'http://127.0.0.1:9'], {
    HF_TOKEN: TOKEN,
  });
  expect(printed).toMatch(/http:\/\/127\.0\.0\.1:9 was not reached .*; nothing was written/);
});

test('[RL21] at a terminal it asks, and does not show the token', async () => {
  const hub = await openHub({});
  const terminal = openTerminal(['--dir', dir, '--hub-url', hub.url]);
  await terminal.answer('Dataset repo on the Hub', REPO);
  await terminal.answer('What pages call it [voices]', '');
  await terminal.answer('Origins of your pages', 'https://voices.example');
  await terminal.answer('The file that declares your tables', '');
  await terminal.answer('Token (it is not shown)', TOKEN);
  await terminal.answer(`There is no dataset ${REPO}. Make it?`, 'y');
  await terminal.answer('Private?', 'y');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.shown()).not.toContain(TOKEN);
  expect(terminal.shown()).not.toContain(TOKEN.slice(3));
  expect(await readFile(join(dir, '.dev.vars'), 'utf8')).toContain(TOKEN);
  expect(hub.repos.find(REPO)?.isPrivate).toBe(true);
});

test('the commands that it ends with are those of the README, which all are there', async () => {
  const readme = await readFile(join(ROOT, 'packages/relay/README.md'), 'utf8');
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(readme).toContain(goLiveCommands('parqueue-relay').join('\n'));
  for (const command of goLiveCommands('x')) {
    const [, script] = /^npm run (\S+)/.exec(command) ?? [];
    if (script !== undefined) expect(scripts).toHaveProperty(script);
  }
});

interface Scene {
  readonly access?: TokenAccess;
  /** The one that it knows; any by default. */
  readonly token?: string;
  readonly hasRepo?: boolean;
}

async function openHub({ access, token, hasRepo = false }: Scene): Promise<LocalHub> {
  const hubDir = join(base, 'hub');
  if (hasRepo) {
    const maker = await startLocalHub({ dir: hubDir });
    await createRepo(maker.url);
    await maker.close();
  }
  const hub = await startLocalHub({
    dir: hubDir,
    ...(token !== undefined && { token }),
    ...(access && { access }),
  });
  onTestFinished(hub.close);
  return hub;
}

async function createRepo(hubUrl: string): Promise<void> {
  const [organization, name] = REPO.split('/');
  const made = await fetch(`${hubUrl}/api/repos/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ type: 'dataset', organization, name }),
  });
  if (!made.ok) throw new Error(await made.text());
}

const init = (hub: LocalHub, options: readonly string[]) =>
  run(['--dir', dir, '--hub-url', hub.url, ...options], { HF_TOKEN: TOKEN });

/** Runs `init` where nobody can be asked. */
async function run(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, 'init', ...options], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
  const [code] = await once(child, 'close');
  expect(printed).not.toContain(TOKEN);
  return { code, printed };
}

/** Runs `init` at a terminal of its own, which `script` of util-linux makes. */
function openTerminal(options: readonly string[]) {
  const command = [process.execPath, PROGRAM, 'init', ...options].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number]>;
  onTestFinished(async () => {
    child.kill();
    await closed;
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  return {
    shown: () => shown,
    async answer(question: string, text: string) {
      await vi.waitUntil(() => shown.includes(question), { timeout: 20_000 });
      child.stdin.write(`${text}\r`);
    },
    ended: async () => (await closed)[0],
  };
}
