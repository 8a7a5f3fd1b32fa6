import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { findFreePort } from '../../../../scripts/stack/freePort.ts';
import type { GateState } from './intake.ts';

const HOST = '127.0.0.1';

export interface Gate {
  readonly url: string;
  become(state: GateState): Promise<void>;
  close(): Promise<void>;
}

/** A port that hands requests on to `answer`, refuses them with 503, or is closed. */
export async function openGate(answer: RequestListener): Promise<Gate> {
  const port = await findFreePort();
  let state: GateState = 'open';
  let server: Server | undefined;

  async function listen(): Promise<void> {
    const opened = createServer((request, response) => {
      if (state !== 'unavailable') return answer(request, response);
      request.resume();
      const status = request.method === 'OPTIONS' ? 204 : 503;
      request.once('end', () => response.writeHead(status, corsHeaders(request)).end());
    });
    await new Promise<void>((resolve, reject) => opened.once('error', reject).listen(port, HOST, resolve));
    server = opened;
  }

  async function shut(): Promise<void> {
    const shutting = server;
    server = undefined;
    if (shutting === undefined) return;
    const closed = new Promise((resolve) => shutting.close(resolve));
    shutting.closeAllConnections();
    await closed;
  }

  await listen();
  return {
    url: `http://${HOST}:${port}`,
    async become(next) {
      state = next;
      if (next === 'closed') await shut();
      else if (server === undefined) await listen();
    },
    close: shut,
  };
}

/** Allows whatever the page asks for, with credentials: some SDKs send them. */
export const corsHeaders = ({ headers }: IncomingMessage): Record<string, string> => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, POST, PUT, OPTIONS',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-max-age': '600',
});
