import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the door does with what comes: passes it on, answers 503, or takes it and says nothing. */
export type DoorMode = 'pass' | 'fail' | 'hang';

/** Something between pages and relay that can let them down. */
export interface RelayDoor {
  readonly url: string;
  /** What hangs stays so until the door is closed. */
  set(mode: DoorMode): void;
  /** Requests that hang since then. */
  hanging(): number;
  close(): Promise<void>;
}

export async function openRelayDoor(relayUrl: string): Promise<RelayDoor> {
  let mode: DoorMode = 'pass';
  let hangCount = 0;
  const server = createServer((incoming, outgoing) => {
    if (mode === 'pass' || incoming.method === 'OPTIONS') return pass(relayUrl, incoming, outgoing);
    if (mode === 'hang') return void hangCount++;
    incoming.resume();
    const headers = { 'Access-Control-Allow-Origin': incoming.headers.origin ?? '*' };
    outgoing.writeHead(503, headers).end('no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(to) {
      mode = to;
      if (to === 'hang') hangCount = 0;
    },
    hanging: () => hangCount,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(relayUrl: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { host: _host, ...headers } = incoming.headers;
  const onward = request(new URL(incoming.url ?? '/', relayUrl), { method: incoming.method, headers });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
