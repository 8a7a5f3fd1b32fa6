import { connect } from 'node:net';

/** As long as an answer may take: far above what any takes here, so that only a relay that hangs is late. */
const LATE_MS = 10_000;
/** After the end of what is sent, a server that waits for more is left alone. */
const ENDED_MS = 300;
const REST_MS = 20;

/** The first answer: status 0 where the connection ends without one. */
export interface RawAnswer {
  readonly status: number | 'late';
  /** As far as it came with the status. */
  readonly text: string;
}

/** Sends bytes as they are. */
export function rawRequest(port: number, bytes: Uint8Array, isCut: boolean): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const end = (status: number | 'late') => {
      clearTimeout(late);
      socket.destroy();
      resolve({ status, text: answer });
    };
    const late = setTimeout(() => end('late'), LATE_MS);
    const found = () => Number(/^HTTP\/1\.\d (?!100)(\d{3})/.exec(answer)?.[1] ?? 0);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      // The rest of it comes at once, or soon.
      if (found() > 0) setTimeout(() => end(found()), REST_MS);
    });
    socket.on('error', () => end(found()));
    socket.on('close', () => end(found()));
    socket.write(bytes, () => {
      // A request whose length lies is never complete: what it waits for is not the relay's to give.
      if (isCut) socket.destroy();
      else setTimeout(() => socket.end(), ENDED_MS);
    });
  });
}
