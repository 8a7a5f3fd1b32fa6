import { connect, createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from '../../../scripts/stack/freePort.ts';

/** What the network between page and relay does. */
export type WayState =
  | { readonly kind: 'open' }
  /** Nobody listens; connections that are there end. */
  | { readonly kind: 'refused' }
  /** An upload is reset within its body. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The relay gets every request; what it answers to an upload is lost with the connection. */
  | { readonly kind: 'replyLost' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Everything is swallowed; nothing is ever answered. */
  | { readonly kind: 'blackHole' };

/** A TCP proxy between the browser and the relay. */
export interface RelayWay {
  readonly url: string;
  become(state: WayState): Promise<void>;
  close(): Promise<void>;
}

export async function openRelayWay(relayUrl: string): Promise<RelayWay> {
  const target = new URL(relayUrl);
  const port = await findFreePort();
  const pairs = new Set<() => void>();
  let state: WayState = { kind: 'open' };
  let server: Server | undefined;

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      const opened = createServer(carry);
      opened.once('error', reject);
      opened.listen(port, '127.0.0.1', () => {
        server = opened;
        resolve();
      });
    });

  function carry(browser: Socket): void {
    const relay = connect(Number(target.port), target.hostname);
    const end = () => {
      pairs.delete(end);
      browser.resetAndDestroy();
      relay.destroy();
    };
    pairs.add(end);
    const upload = { isUnderWay: false, sentBytes: 0 };
    for (const [socket, other] of [
      [browser, relay],
      [relay, browser],
    ] as const) {
      socket.setNoDelay(true);
      socket.on('error', end);
      // After what is still on its way.
      socket.on('end', () => later(() => other.end()));
      socket.on('close', () => later(() => pairs.delete(end)));
    }
    browser.on('data', (data) => {
      // Each request of a kept connection begins a segment of its own, since the browser waits for the answer before.
      if (/^[A-Z]+ \//.test(data.toString('latin1', 0, 12))) {
        upload.isUnderWay = data.toString('latin1', 0, 4) === 'PUT ';
        upload.sentBytes = 0;
      }
      upload.sentBytes += data.length;
      if (state.kind === 'blackHole') return;
      if (state.kind === 'reset' && upload.isUnderWay && upload.sentBytes > state.afterBytes) return end();
      pass(relay, data);
    });
    relay.on('data', (data) => {
      if (state.kind === 'blackHole') return;
      if (state.kind === 'replyLost' && upload.isUnderWay) return end();
      pass(browser, data);
    });
  }

  const pass = (to: Socket, data: Buffer) => later(() => to.writable && to.write(data));

  function later(work: () => void): void {
    if (state.kind === 'slow') setTimeout(work, state.delayMs);
    else work();
  }

  const cutAll = () => {
    for (const end of [...pairs]) end();
  };

  async function shut(): Promise<void> {
    const shutting = server;
    server = undefined;
    cutAll();
    if (shutting) await new Promise((resolve) => shutting.close(resolve));
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    async become(next) {
      const before = state;
      state = next;
      if (next.kind === 'refused') await shut();
      else if (server === undefined) await listen();
      // What was swallowed never comes again on the same connection.
      if (before.kind === 'blackHole') cutAll();
    },
    close: shut,
  };
}
