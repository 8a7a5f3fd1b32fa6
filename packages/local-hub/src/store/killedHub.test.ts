import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import {
  commitLines,
  fileLine,
  REPO,
  reopenTestHub,
  type TestHub,
  TOKEN,
  uploadLfs,
} from '../testing/openTestHub.ts';

const ROUNDS = 4;
const ANSWERED_A_ROUND = 6;

it('a killed hub has every commit that it answered, whole, in order, and laid out', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'local-hub-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const answered: string[] = [];
  for (let round = 0; round < ROUNDS; round++) answered.push(...(await commitUntilKilled(dir, round)));

  const hub = await reopenTestHub({ dir });
  const committed = shardsInOrder(hub);
  expect(answered).toHaveLength(ROUNDS * ANSWERED_A_ROUND);
  // The last commit of a round was not answered; it may have landed or not, but never in part.
  expect(committed.filter((path) => answered.includes(path))).toEqual(answered);
  for (const path of committed) expect(await readFile(join(dir, REPO, path), 'utf8')).toBe(path);
  expect(await readFile(join(dir, REPO, 'README.md'), 'utf8')).toBe(committed.at(-1));
  expect(await readdir(join(dir, REPO, 'data'))).toHaveLength(committed.length);
});

/** Commits one shard after the other and kills the hub in the middle of the last; gives those that were answered. */
async function commitUntilKilled(dir: string, round: number): Promise<string[]> {
  const { child, hub } = await startProcess(dir);
  await hub.ask('POST', '/api/repos/create', { type: 'dataset', name: 'ds', organization: 'me' });
  const commitShard = async (path: string) => {
    const shard = await uploadLfs(hub, path, Buffer.from(path));
    return { reply: commitLines(hub, [shard, fileLine('README.md', path)]) };
  };
  const answered: string[] = [];
  for (let n = 0; n < ANSWERED_A_ROUND; n++) {
    const path = `data/${round}-${n}.parquet`;
    const { reply } = await commitShard(path);
    if ((await reply).status === 200) answered.push(path);
  }
  const { reply } = await commitShard(`data/${round}-last.parquet`);
  const death = once(child, 'exit');
  // A little later in each round, so that the kill meets different steps.
  setTimeout(() => child.kill('SIGKILL'), round * 3);
  await reply.catch(() => undefined);
  await death;
  return answered;
}

function shardsInOrder(hub: TestHub): string[] {
  const repo = hub.repos.find(REPO);
  const changes = (repo?.history(repo.head()) ?? []).toReversed().flatMap((commit) => commit.changes);
  return changes
    .flatMap((change) => (change.kind === 'put' ? [change.entry] : []))
    .flatMap(({ kind, path }) => (kind === 'lfs' ? [path] : []));
}

async function startProcess(dir: string): Promise<{ child: ChildProcess; hub: TestHub }> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--dir', dir, '--port', '0', '--token', TOKEN], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\/\/\S+/.exec(line.toString())?.[0] ?? '';
  const ask: TestHub['ask'] = (method, path, body) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { child, hub: { url, ask } as TestHub };
}
