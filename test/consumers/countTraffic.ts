import { connect, createServer, type Socket } from 'node:net';

export interface TrafficCounter {
  /** Everything that was answered so far, headers included. */
  readonly answeredBytes: number;
  stop(): Promise<void>;
}

/**
 * Stands before a server and counts what it answers. The browser's own figures leave out the scripts of workers and worklets.
 */
export async function countTraffic(port: number, serverPort: number): Promise<TrafficCounter> {
  const open = new Set<Socket>();
  let answeredBytes = 0;
  const server = createServer((visitor) => {
    const upstream = connect(serverPort, '127.0.0.1');
    upstream.on('data', (chunk) => (answeredBytes += chunk.length));
    visitor.pipe(upstream).pipe(visitor);
    for (const [socket, other] of [
      [visitor, upstream],
      [upstream, visitor],
    ] as const) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      // A visitor that leaves in the middle of an answer is no failure of the server.
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return {
    get answeredBytes() {
      return answeredBytes;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
