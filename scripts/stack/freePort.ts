import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Below the ports that systems hand out by themselves (from 32768), so that a server which stops finds its port free again. */
const OWN_PORTS = { first: 20_000, count: 10_000 };

/** A port of this machine that nobody listens on and that nobody gets by chance. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = OWN_PORTS.first + Math.floor(Math.random() * OWN_PORTS.count);
    if ((await probePort(port)) === 'free') return port;
  }
}

/** Tries to listen on the port. `forbidden`: the system gives it to nobody, or to root alone. */
export function probePort(port: number): Promise<'free' | 'taken' | 'forbidden'> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else if (error.code === 'EACCES') resolve('forbidden');
      else reject(error);
    });
    server.listen(port, HOST, () => server.close(() => resolve('free')));
  });
}
