import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../commandError.ts';

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface MetricsServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The text of a scrape. */
  readonly metrics: () => Promise<string>;
  readonly onError: (error: unknown) => void;
}

/** Names by which this machine calls itself: a page elsewhere that has its name point here is turned away. */
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Serves `/metrics` to this machine alone. */
export async function openMetricsServer({
  port,
  metrics,
  onError,
}: MetricsServerOptions): Promise<MetricsServer> {
  // Scrapes that come while one is worked out get that one.
  let current: Promise<string> | undefined;
  const text = (): Promise<string> => {
    current ??= metrics().finally(() => {
      current = undefined;
    });
    return current;
  };
  const server = createServer((request, response) => {
    void answer(request, response, text).catch((error: unknown) => {
      onError(error);
      send(response, 500, 'the metrics could not be worked out; the program says why\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CommandError(`--port ${port}: is taken; give another, or 0 for any that is free`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: () => Promise<string>,
): Promise<void> {
  if (!OWN_HOST.test(request.headers.host ?? ''))
    return send(response, 421, 'this is served to 127.0.0.1 only\n');
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/metrics') return send(response, 404, 'the metrics are at /metrics\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return send(response, 405, 'only GET\n');
  }
  send(response, 200, await metrics(), 'text/plain; version=0.0.4; charset=utf-8');
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
