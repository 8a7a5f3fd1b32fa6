import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalHub, type Repo, startLocalHub } from '@parqueue/local-hub';
import { type RunningRelay, type StartRelayOptions, startRelay } from '@parqueue/relay/dev';
import {
  formatDigest,
  HEADER,
  type Health,
  PROTOCOL_VERSION,
  type ShardState,
  type ShardStates,
  type TicketResponse,
} from '@parqueue/schema/wire';
import { vi } from 'vitest';
import { makeShard, type SentShard, uuid7 } from './makeShard.ts';

export const HUB_TOKEN = 'hf_theTokenThatNobodyMaySee';
export const SECRET = 'a secret that nobody may see, of 32 bytes or more';
const ORIGIN = 'https://recite.example';
export const REPO = 'me/recitations';

/** Far above what any of it takes, so that only a relay that stands still fails. */
const PATIENCE_MS = 60_000;

vi.setConfig({ testTimeout: 2 * PATIENCE_MS, hookTimeout: PATIENCE_MS });

/** A relay in workerd, the local hub behind it, and a page that sends to it: three parties that speak HTTP. */
export interface RelayScene {
  readonly hub: LocalHub;
  readonly repo: Repo;
  readonly relay: RunningRelay;
  /** Every answer of the relay, headers and body, and every line of its log. */
  readonly heard: readonly string[];
  /** All shards that were told durable. */
  readonly sent: readonly SentShard[];
  /** What the relay was started with. */
  readonly vars: Readonly<Record<string, string>>;
  /** Where the spool lies on disk. */
  readonly spoolDir: string;
  call(path: string, init?: RequestInit): Promise<Response>;
  ticket(headers?: Record<string, string>): Promise<TicketResponse>;
  put(shard: SentShard, headers?: Record<string, string>): Promise<Response>;
  /** Sends the first bytes of a shard and hangs up. */
  cutUpload(shard: SentShard, sizeBytes: number): Promise<void>;
  /** Sends half of a shard, waits for what is done meanwhile, and sends the rest; resolves with the status. */
  putInTwo(shard: SentShard, meanwhile: () => Promise<void>): Promise<number>;
  /** Sends a shard and expects it to be told durable. */
  accept(shard: SentShard): Promise<void>;
  /** Sends new shards and expects each to be told durable. */
  send(...tables: readonly string[]): Promise<SentShard[]>;
  states(shards: readonly SentShard[]): Promise<readonly ShardState[]>;
  /** Waits until the Hub has them all. */
  delivered(shards: readonly SentShard[]): Promise<void>;
  health(): Promise<Health>;
  close(): Promise<void>;
}

/** @param start runs the relay; as `wrangler dev` would by default */
export async function openRelayScene(
  others: Readonly<Record<string, string>> = {},
  tablesFile?: string,
  start: (options: StartRelayOptions) => Promise<RunningRelay> = startRelay,
): Promise<RelayScene> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-relay-'));
  const hub = await startLocalHub({ dir: join(dir, 'hub'), token: HUB_TOKEN, quotas: 'off' });
  const repo = await createRepo(hub);
  const heard: string[] = [];
  const sent: SentShard[] = [];
  const spoolDir = join(dir, 'spool');
  const vars = {
    HF_TOKEN: HUB_TOKEN,
    PARQUEUE_SECRET: SECRET,
    DATASETS: `recitations=${REPO}`,
    ALLOWED_ORIGINS: ORIGIN,
    COMMIT_INTERVAL: '300ms',
    HUB_URL: hub.url,
    ...others,
  };
  const relay = await start({
    vars,
    ...(tablesFile !== undefined && { tablesFile }),
    persistTo: spoolDir,
    onLog: (line) => heard.push(line),
  });

  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ Origin: ORIGIN, [HEADER.protocol]: String(PROTOCOL_VERSION) });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await fetch(`${relay.url}/v1${path}`, { ...init, headers });
    heard.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response;
  };

  const ticket = async (headers: Record<string, string> = {}): Promise<TicketResponse> => {
    const response = await call('/ticket', {
      method: 'POST',
      headers,
      body: JSON.stringify({ dataset: 'recitations' }),
    });
    if (response.status !== 200) throw new Error(`no ticket: ${await response.text()}`);
    return response.json() as Promise<TicketResponse>;
  };

  const shardHeaders = async (shard: SentShard): Promise<Record<string, string>> => {
    const { ticket: bearer, identityProof, tables } = await ticket();
    return {
      Authorization: `Bearer ${bearer}`,
      [HEADER.digest]: formatDigest(shard.sha256),
      [HEADER.identity]: identityProof,
      [HEADER.client]: uuid7(),
      [HEADER.seq]: '0-9',
      [HEADER.rows]: '1',
      [HEADER.fingerprint]: tables.find(({ name }) => name === shard.table)?.fingerprints[0] ?? '',
    };
  };

  const pathOf = ({ table, shardId }: SentShard): string =>
    `/datasets/recitations/tables/${table}/shards/${shardId}`;

  const put = async (shard: SentShard, headers: Record<string, string> = {}): Promise<Response> =>
    call(pathOf(shard), {
      method: 'PUT',
      body: new Uint8Array(shard.bytes),
      headers: { ...(await shardHeaders(shard)), ...headers },
    });

  const openUpload = async (shard: SentShard): Promise<ClientRequest> => {
    const headers = {
      ...(await shardHeaders(shard)),
      [HEADER.protocol]: String(PROTOCOL_VERSION),
      'Content-Length': shard.bytes.length,
    };
    return request(`${relay.url}/v1${pathOf(shard)}`, { method: 'PUT', headers });
  };

  const cutUpload = async (shard: SentShard, sizeBytes: number): Promise<void> => {
    const sending = await openUpload(shard);
    await new Promise<void>((resolve) => {
      sending.on('error', () => undefined);
      sending.on('close', () => resolve());
      sending.write(shard.bytes.subarray(0, sizeBytes), () => sending.destroy());
    });
  };

  const putInTwo = async (shard: SentShard, meanwhile: () => Promise<void>): Promise<number> => {
    const sending = await openUpload(shard);
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    const half = shard.bytes.length / 2;
    await new Promise((sent) => sending.write(shard.bytes.subarray(0, half), sent));
    await meanwhile();
    sending.end(shard.bytes.subarray(half));
    const [response] = await answered;
    response.resume();
    return response.statusCode ?? 0;
  };

  const accept = async (shard: SentShard): Promise<void> => {
    const response = await put(shard);
    if (response.status !== 202) throw new Error(`not accepted: ${await response.text()}`);
    sent.push(shard);
  };

  const send = (...tables: readonly string[]): Promise<SentShard[]> =>
    Promise.all(
      tables.map(async (table) => {
        const shard = await makeShard(table);
        await accept(shard);
        return shard;
      }),
    );

  const states = async (shards: readonly SentShard[]): Promise<readonly ShardState[]> => {
    const ids = shards.map(({ shardId }) => shardId).join(',');
    const response = await call(`/datasets/recitations/shards?ids=${ids}`);
    return ((await response.json()) as ShardStates).shards;
  };

  return {
    hub,
    repo,
    relay,
    heard,
    sent,
    vars,
    spoolDir,
    call,
    ticket,
    put,
    cutUpload,
    putInTwo,
    accept,
    send,
    states,
    delivered: (shards) =>
      eventually(async () => (await states(shards)).every(({ state }) => state === 'committed')),
    health: async () => (await call('/health')).json() as Promise<Health>,
    async close() {
      await relay.close();
      await hub.close();
      await rm(dir, { recursive: true });
    },
  };
}

async function createRepo(hub: LocalHub): Promise<Repo> {
  const [organization, name] = REPO.split('/');
  const response = await fetch(`${hub.url}/api/repos/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${HUB_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, organization, type: 'dataset' }),
  });
  const repo = hub.repos.find(REPO);
  if (repo === undefined) throw new Error(`no repo: ${await response.text()}`);
  return repo;
}

/** Looks until it is so. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > givesUpAt) throw new Error(`not so after ${PATIENCE_MS} ms: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
