import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'vite';

/** A request that a server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Its `X-Request-Id`. */
  readonly id: string | undefined;
}

export interface TestServer {
  readonly origin: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export async function buildEventsPage(outDir: string): Promise<void> {
  await build({
    root: join(import.meta.dirname, 'page'),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, target: 'es2022' },
  });
}

/** Serves files, where there are some, and answers as tests of requests need it; to other origins what `CORS` allows. */
export async function serveEventsPage(files?: string): Promise<TestServer> {
  const asked: Asked[] = [];
  let release: (() => void) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push({
      method: request.method ?? '',
      path: url.pathname,
      id: request.headers['x-request-id'] as string | undefined,
    });
    // Any origin may read, none may send a header of its own.
    if (url.pathname !== '/private') response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'X-Request-Id');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const [, first, second] = url.pathname.split('/');
    switch (first) {
      case 'echo':
        return echo(request, response, url);
      case 'private':
        return void response.end('nobody else reads this');
      case 'status':
        return void response.writeHead(Number(second)).end();
      case 'redirect':
        return void response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end();
      case 'hang':
        return;
      case 'held':
        response.writeHead(200, { 'content-type': 'text/plain' }).write('first');
        release = () => void response.end('the rest');
        return;
      case 'release':
        release?.();
        return void response.end();
      default:
        return serveFile(files, url.pathname, response);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function echo(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const id = url.searchParams.get('id');
  if (id !== null) response.setHeader('X-Request-Id', id);
  const { accept, referer, origin, 'content-type': type, ...others } = request.headers;
  const own = { 'x-own': others['x-own'], 'x-request-id': others['x-request-id'] };
  const headers = { accept, referer, origin, type, ...own };
  response.end(JSON.stringify({ method: request.method, body: await text(request), headers }));
}

async function serveFile(files: string | undefined, path: string, response: ServerResponse): Promise<void> {
  const file = join(files ?? '/nowhere', normalize(path === '/' ? '/index.html' : path));
  try {
    const content = await readFile(file);
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
}
