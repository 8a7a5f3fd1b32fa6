import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageHeaders } from '../../packages/relay/src/status/pageHeaders.ts';
import { statusStates } from './statusStates.ts';

export interface ServedStates {
  /** Without a slash at its end; each state is a path. */
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the states with the headers of the relay, so that its policy holds. */
export async function serveStates(): Promise<ServedStates> {
  const headers = await pageHeaders();
  const server = createServer(async ({ url = '/' }, response) => {
    const state = statusStates[url.slice(1)];
    if (state === undefined) response.writeHead(404).end();
    else response.writeHead(200, headers).end(String(await state()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
