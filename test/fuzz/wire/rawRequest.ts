import { connect } from 'node:net';

/** As long as an answer may take: far above what any takes here, so that only a relay that hangs is late. */
const LATE_MS = 10_000;
/** After the end of what is sent, a server that waits for more is left alone. */
const ENDED_MS = 300;

/** Sends bytes as they are, and gives the status of the first answer: 0 where the connection ends without one. */
export function rawRequest(port: number, bytes: Uint8Array, isCut: boolean): Promise<number | 'late'> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const end = (status: number | 'late') => {
      clearTimeout(late);
      socket.destroy();
      resolve(status);
    };
    const late = setTimeout(() => end('late'), LATE_MS);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      const status = /^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1];
      if (status !== undefined && status !== '100') end(Number(status));
    });
    socket.on('error', () => end(0));
    socket.on('close', () => end(0));
    socket.write(bytes, () => {
      // A request whose length lies is never complete: what it waits for is not the relay's to give.
      if (isCut) socket.destroy();
      else setTimeout(() => socket.end(), ENDED_MS);
    });
  });
}
