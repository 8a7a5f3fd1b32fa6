import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { listDataset, queryDataset } from './dataset.ts';
import type { HubFault, OpenedStack } from './stackControl.ts';

export interface StackControl {
  readonly url: string;
  /** Stops what tests left open. */
  close(): Promise<void>;
}

interface ControlledStack {
  readonly stack: Stack;
  close(): Promise<void>;
}

type Ask = { readonly stack: Stack; readonly search: URLSearchParams; readonly body: string };

const COMMIT_INTERVAL_MS = 300;
const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** What a test may ask of its stack. */
const ROUTES: Readonly<Record<string, (ask: Ask) => unknown>> = {
  'POST /relay/stop': ({ stack }) => stack.relay.stop(),
  'POST /relay/start': ({ stack }) => stack.relay.start(),
  'POST /faults': ({ stack, body }) => void stack.hub.faults.inject(JSON.parse(body) as HubFault),
  'DELETE /faults': ({ stack }) => stack.hub.faults.clear(),
  'GET /files': ({ stack }) => listDataset(stack.datasetDir),
  'GET /query': ({ stack, search }) => queryDataset(stack.datasetDir, search.get('sql') ?? ''),
};

/** Starts stacks for pages on this machine that ask over HTTP, since a browser cannot; see `stackControl.ts` for their side. */
export async function startStackControl(): Promise<StackControl> {
  const stacks = new Map<string, ControlledStack>();
  let opened = 0;

  async function open(origin: string): Promise<OpenedStack> {
    const id = ++opened;
    const controlled = await openStack(origin);
    stacks.set(String(id), controlled);
    const { relay, hub } = controlled.stack;
    return { id, relayUrl: relay.url, hubUrl: hub.url };
  }

  async function answer(request: IncomingMessage, origin: string): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
    const [, , id = '', ...rest] = pathname.split('/');
    if (id === '') return open(origin);
    const controlled = stacks.get(id);
    if (!controlled) throw new Error(`no stack ${id} is open`);
    if (rest.length === 0 && request.method === 'DELETE') {
      stacks.delete(id);
      return controlled.close();
    }
    const route = ROUTES[`${request.method} /${rest.join('/')}`];
    if (!route) throw new Error('no such route');
    return route({ stack: controlled.stack, search: searchParams, body: await text(request) });
  }

  const server = createServer((request, response) => void reply(request, response, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([...stacks.values()].map((controlled) => controlled.close()));
    },
  };
}

async function openStack(origin: string): Promise<ControlledStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parqueue-stack-'));
  const stack = await startStack({
    dataDir,
    page: 'none',
    commitIntervalMs: COMMIT_INTERVAL_MS,
    allowedOrigins: [origin],
    onRelayLog: () => undefined,
  });
  return {
    stack,
    async close() {
      await stack.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, origin: string) => Promise<unknown>,
): Promise<void> {
  const { origin = '' } = request.headers;
  if (!LOOPBACK_ORIGIN.test(origin))
    return void response.writeHead(403).end('only for pages of this machine');
  const headers = {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  };
  if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
  try {
    const answered = JSON.stringify((await answer(request, origin)) ?? null);
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(answered);
  } catch (error) {
    response.writeHead(500, headers).end(error instanceof Error ? error.message : String(error));
  }
}
