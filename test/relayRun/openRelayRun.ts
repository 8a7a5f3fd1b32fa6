import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalHub, type LocalHubOptions, type Repo, startLocalHub } from '@parqueue/local-hub';
import { type RunningRelay, startRelay } from '@parqueue/relay/dev';
import { markChildren } from '../../packages/relay/src/serve/processMark.ts';
import { findFreePort } from '../../scripts/stack/freePort.ts';

export const DATASET = 'recitations';
export const ORIGIN = 'https://recite.example';
const REPO = 'me/recitations';
const HUB_TOKEN = 'hf_theTokenOfTheRun';
const SECRET = 'the secret of a run, of 32 bytes or more';
const OPERATOR_SECRET = 'the operator of a run, of 32 bytes or more';
const LOG_LINES = 200;

export interface RelayRunOptions {
  readonly hub: Omit<LocalHubOptions, 'dir' | 'token'>;
  /** Besides those that say where all is. */
  readonly vars: Readonly<Record<string, string>>;
}

export interface RelayProcess {
  readonly pid: number;
  /** In it are Worker and objects; the other one answers at the port and passes on, as no deployed relay does. */
  readonly isWorker: boolean;
}

/** A relay in workerd and the local hub behind it, for a run of this process alone. */
export interface RelayRun {
  readonly hub: LocalHub;
  readonly repo: Repo;
  readonly relayUrl: string;
  /** Where the dataset lies as ordinary files. */
  readonly datasetDir: string;
  /** What the relay said of itself, the last lines. */
  readonly relayLog: readonly string[];
  /** What the relay's storage takes up. */
  storedBytes(): Promise<number>;
  /** Of the relay that runs. */
  processes(): readonly RelayProcess[];
  /** SIGKILL to the processes of the relay, now: nothing in them runs to its end. */
  kill(): void;
  /** Ends the relay, if it is there, in good order. */
  stop(): Promise<void>;
  /** Starts it again at its address, with what its storage holds. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function openRelayRun(options: RelayRunOptions): Promise<RelayRun> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-run-'));
  const hub = await startLocalHub({ ...options.hub, dir: join(dir, 'hub'), token: HUB_TOKEN });
  const repo = await createRepo(hub);
  const relayLog: string[] = [];
  const spoolDir = join(dir, 'spool');
  const port = await findFreePort();
  const relayUrl = `http://127.0.0.1:${port}`;
  let relay: RunningRelay | undefined;
  let stopping: Promise<void> | undefined;
  let processes: readonly RelayProcess[] = [];

  const start = async () => {
    const vars = {
      HF_TOKEN: HUB_TOKEN,
      PARQUEUE_SECRET: SECRET,
      OPERATOR_SECRET,
      DATASETS: `${DATASET}=${REPO}`,
      ALLOWED_ORIGINS: ORIGIN,
      HUB_URL: hub.url,
      ...options.vars,
    };
    relay = await startRelay({
      vars,
      port,
      tablesFile: join(import.meta.dirname, 'tables.ts'),
      persistTo: spoolDir,
      onLog: (line) => void (relayLog.push(line) > LOG_LINES && relayLog.shift()),
    });
    // Before it has answered, a relay does not have all its processes.
    const health = await fetch(`${relay.url}/v1/health`);
    if (!health.ok) throw new Error(`the relay does not run: ${await health.text()}`);
    await health.body?.cancel();
    processes = await relayProcesses(spoolDir);
  };
  const stop = async () => {
    stopping ??= relay?.close();
    relay = undefined;
    processes = [];
    await stopping;
    stopping = undefined;
  };

  await start();
  return {
    hub,
    repo,
    relayUrl,
    datasetDir: join(hub.dir, REPO),
    relayLog,
    storedBytes: () => readStoredBytes(relayUrl),
    processes: () => processes,
    kill() {
      for (const { pid } of processes) process.kill(pid, 'SIGKILL');
      // Else wrangler, which sees them die, would start others at once.
      stopping ??= relay?.close();
    },
    stop,
    start,
    async close() {
      await stop();
      await hub.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readStoredBytes(relayUrl: string): Promise<number> {
  const headers = { Authorization: `Bearer ${OPERATOR_SECRET}` };
  const metrics = await (await fetch(`${relayUrl}/v1/metrics`, { headers })).text();
  const values = [...metrics.matchAll(/^parqueue_spool_bytes\S* (\d+)$/gm)].map(([, value]) => Number(value));
  return values.reduce((sum, value) => sum + value, 0);
}

/** A bundler runs beside them. */
async function relayProcesses(spoolDir: string): Promise<RelayProcess[]> {
  const found: RelayProcess[] = [];
  for (const { pid } of await markChildren()) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'workerd') found.push({ pid, isWorker: await hasOpen(pid, spoolDir) });
  }
  if (!found.some(({ isWorker }) => isWorker))
    throw new Error(
      'the workerd of this relay is not among the children of this process; this runs on Linux only',
    );
  return found;
}

async function hasOpen(pid: number, dir: string): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const paths = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return paths.some((path) => path.startsWith(dir));
}

async function createRepo(hub: LocalHub): Promise<Repo> {
  const [organization, name] = REPO.split('/');
  const response = await fetch(`${hub.url}/api/repos/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${HUB_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, organization, type: 'dataset' }),
  });
  const repo = hub.repos.find(REPO);
  if (repo === undefined) throw new Error(`the local hub did not create ${REPO}: ${await response.text()}`);
  return repo;
}
