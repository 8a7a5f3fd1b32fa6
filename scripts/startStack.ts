import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalHub, type LocalHubOptions, startLocalHub } from '@parqueue/local-hub';
import { type RunningRelay, startRelay } from '@parqueue/relay/dev';
import { type DataLock, lockData } from '@parqueue/relay/lock';
import { findFreePort } from './stack/freePort.ts';
import { keepSecrets, type StackSecrets } from './stack/keepSecrets.ts';
import { type Page, startPage } from './stack/startPage.ts';

/** The dataset of the stack, by the name that pages use, unless another is given. */
export const DATASET = 'recitations';
/** Who owns its repo on the local hub. */
const OWNER = 'local';

/** Variables of a relay that takes whatever comes. */
const WITHOUT_QUOTAS = {
  QUOTA_BYTES_PER_DAY: 'none',
  QUOTA_SHARDS_PER_HOUR: 'none',
  QUOTA_BYTES_PER_NETWORK_PER_DAY: 'none',
};

export interface StackOptions {
  /** Holds the hub's files, the relay's spool and the secrets of both; made when it is not there. */
  readonly dataDir: string;
  /** The recorder page: `built` as visitors get it, `watched` from its sources, or `none`. */
  readonly page: 'built' | 'watched' | 'none';
  /** Of the page, or of the relay where there is no page; a free one by default. */
  readonly port?: number;
  /** The name that pages use for the dataset; `recitations` by default. */
  readonly dataset?: string;
  /** The file that declares the tables; that of this repository by default. */
  readonly tablesFile?: string;
  /** Of pages that come from elsewhere; the stack's own page is always allowed. */
  readonly allowedOrigins?: readonly string[];
  /** 2 seconds by default: the wait of a person who tries it out. */
  readonly commitIntervalMs?: number;
  /** `off` by default. */
  readonly quotas?: Exclude<LocalHubOptions['quotas'], undefined>;
  /** Takes what the relay says of itself, a line each. */
  readonly onRelayLog?: (line: string) => void;
}

/** A relay that can be taken away and come back at the same address, with what its spool holds. */
export interface StackRelay {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Stack {
  /** Where the page is; the relay answers under `/v1` of it and the hub under `/hub`. Undefined without a page. */
  readonly pageUrl: string | undefined;
  readonly hub: LocalHub;
  readonly relay: StackRelay;
  /** Where the dataset lies as ordinary files. */
  readonly datasetDir: string;
  /** Stops all parts; the data stays. */
  close(): Promise<void>;
}

/** Starts all parts of Parqueue on this machine: hub, relay and page. What began is ended again when a later part fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir } = options;
  const started: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let end = started.pop(); end; end = started.pop()) await end();
  };
  try {
    const lock = await lockData(dataDir, 'give this one another folder with --data DIR');
    started.push(lock.release);
    const secrets = await keepSecrets(dataDir);
    const hub = await startHub(options, secrets);
    started.push(hub.close);
    const pagePort = options.page === 'none' ? undefined : (options.port ?? (await findFreePort()));
    const relay = await startStackRelay(options, { secrets, hubUrl: hub.url, pagePort, lock });
    started.push(relay.stop);
    const page =
      pagePort === undefined ? undefined : await startStackPage(options, pagePort, relay.url, hub.url);
    if (page) started.push(page.close);
    return { pageUrl: page?.url, hub, relay, datasetDir: join(hub.dir, repoOf(options)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The repo on the local hub that holds the dataset. */
const repoOf = ({ dataset = DATASET }: StackOptions): `${string}/${string}` => `${OWNER}/${dataset}`;

async function startHub(options: StackOptions, { hubToken }: StackSecrets): Promise<LocalHub> {
  const { dataDir, quotas = 'off' } = options;
  const dir = join(dataDir, 'hub');
  await mkdir(dir, { recursive: true });
  const hub = await startLocalHub({ dir, token: hubToken, quotas });
  const repo = repoOf(options);
  if (!hub.repos.find(repo)) await createRepo(hub, repo, hubToken);
  return hub;
}

async function createRepo(hub: LocalHub, repo: string, token: string): Promise<void> {
  const [organization, name] = repo.split('/');
  const response = await fetch(`${hub.url}/api/repos/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'dataset', organization, name }),
  });
  if (!response.ok) throw new Error(`the local hub did not create ${repo}: ${await response.text()}`);
}

interface RelayPlace {
  readonly secrets: StackSecrets;
  readonly hubUrl: string;
  readonly pagePort: number | undefined;
  readonly lock: DataLock;
}

async function startStackRelay(
  options: StackOptions,
  { secrets, hubUrl, pagePort, lock }: RelayPlace,
): Promise<StackRelay> {
  const { dataDir, allowedOrigins = [], commitIntervalMs = 2000, quotas = 'off' } = options;
  const { dataset = DATASET, tablesFile, onRelayLog } = options;
  const own = pagePort === undefined ? [] : [`http://127.0.0.1:${pagePort}`, `http://localhost:${pagePort}`];
  const vars = {
    DATASETS: `${dataset}=${repoOf(options)}`,
    ALLOWED_ORIGINS: [...own, ...allowedOrigins].join(' '),
    COMMIT_INTERVAL: `${commitIntervalMs}ms`,
    HUB_URL: hubUrl,
    HF_TOKEN: secrets.hubToken,
    PARQUEUE_SECRET: secrets.relaySecret,
    // Without quotas on the hub, the relay has no reason to save commits, nor to hold anybody back.
    ...(quotas === 'off' && { COMMITS_PER_HOUR: '1000000', ...WITHOUT_QUOTAS }),
  };
  const persistTo = join(dataDir, 'relay');
  const ownPort = pagePort === undefined ? options.port : undefined;
  const port = ownPort ?? (await findFreePort());
  const begin = async () => {
    const relay = await startRelay({
      vars,
      persistTo,
      port,
      ...(tablesFile !== undefined && { tablesFile }),
      ...(onRelayLog && { onLog: onRelayLog }),
    });
    await awaitAnswer(relay);
    await lock.noteChildren();
    return relay;
  };
  let running: RunningRelay | undefined = await begin();
  return {
    url: running.url,
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.close();
    },
    async start() {
      running ??= await begin();
    },
  };
}

/** Ends a relay that cannot work. Before it has answered, a relay does not have all its processes. */
async function awaitAnswer(relay: RunningRelay): Promise<void> {
  const health = await fetch(`${relay.url}/v1/health`);
  if (health.ok) return;
  await relay.close();
  throw new Error(`the relay does not run: ${await health.text()}`);
}

function startStackPage(
  options: StackOptions,
  port: number,
  relayUrl: string,
  hubUrl: string,
): Promise<Page> {
  const { dataDir, page: kind } = options;
  if (kind === 'none') throw new TypeError('no page was asked for');
  const repo = repoOf(options);
  return startPage({ kind, port, outDir: join(dataDir, 'page'), relayUrl, hubUrl, repo });
}
