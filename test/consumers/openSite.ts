import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import type { Files, Server } from './consumer.ts';
import { countTraffic } from './countTraffic.ts';
import type { Lab } from './openLab.ts';
import { serveFiles } from './serveFiles.ts';
import { startServer } from './startServer.ts';

/** Where an app is, and where its pages are to be. */
export interface Place {
  readonly dir: string;
  readonly origin: string;
}

/** An app as a visitor finds it. */
export interface OpenSite {
  readonly context: BrowserContext;
  /** The page's path, without a slash before it. */
  readonly page: string;
  /** What came from the app's server and the CDN so far, headers included; 0 where there is none. */
  answeredBytes(): number;
  /** What the server complained of. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

/** Serves an app over HTTP, to a browser profile of its own. */
export async function openSite(
  lab: Lab,
  delivery: Files | Server,
  { dir, origin }: Place,
): Promise<OpenSite> {
  const port = await findFreePort();
  const server = await (delivery.kind === 'server'
    ? startServer({ ...delivery, dir, port })
    : serveFiles({ dir: join(dir, delivery.dir), port, headers: headersOf(delivery, lab.stack.relay.url) }));
  const traffic = await countTraffic(Number(new URL(origin).port), port);
  const context = await lab.browser.newContext({ permissions: ['microphone'] });
  return {
    context,
    page: '',
    answeredBytes: () => traffic.answeredBytes + lab.cdn.answeredBytes,
    complaints: server.complaints,
    async close() {
      await context.close();
      await traffic.stop();
      await server.stop();
    },
  };
}

const headersOf = ({ headers = {} }: Files, relay: string) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll('RELAY', relay)]),
  );
