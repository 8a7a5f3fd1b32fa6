import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { speechMicrophone } from '../support/speechMicrophone.ts';
import type { BrowserEngine } from './engine/browserEngine.ts';
import { chromiumEngine } from './engine/chromiumEngine.ts';
import { openRelayWay, type RelayWay } from './network/relayWay.ts';
import type { TabOrder } from './page/note.ts';

const COMMIT_INTERVAL_MS = 500;

/** Everything that a run needs: the whole stack, a page of another origin than the relay's, and a network that can be broken. */
export interface Scene {
  readonly stack: Stack;
  readonly way: RelayWay;
  readonly engine: BrowserEngine;
  /** What the microphone plays, over and over: 16 kHz, from -1 to 1. */
  readonly speech: Float32Array;
  readonly awayUrl: string;
  pageUrl(order: TabOrder): string;
  /** What the relay said of itself, the last lines. */
  readonly relayLog: readonly string[];
  close(): Promise<void>;
}

export async function openScene(engineName: 'chromium'): Promise<Scene> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-faults-'));
  const closes: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (let end = closes.pop(); end; end = closes.pop()) await end();
  };
  try {
    const port = await findFreePort();
    const origin = `http://127.0.0.1:${port}`;
    const relayLog: string[] = [];
    const stack = await startStack({
      dataDir: join(dir, 'data'),
      page: 'none',
      allowedOrigins: [origin],
      commitIntervalMs: COMMIT_INTERVAL_MS,
      onRelayLog: (line) => void (relayLog.push(line) > 50 && relayLog.shift()),
    });
    closes.push(stack.close);
    const way = await openRelayWay(stack.relay.url);
    closes.push(way.close);
    const server = await servePage(join(dir, 'page'), port);
    closes.push(() => server.close());
    const microphone = await speechMicrophone(dir);
    const profileDir = join(dir, 'profile');
    await mkdir(profileDir);
    const engine = { chromium: chromiumEngine }[engineName](profileDir, microphone.args);
    return {
      stack,
      way,
      engine,
      speech: microphone.speech,
      awayUrl: `${origin}/away.html`,
      pageUrl: (order) => `${origin}/?order=${encodeURIComponent(JSON.stringify(order))}`,
      relayLog,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The page as a site would ship it: built, with the SDK from its sources. */
async function servePage(outDir: string, port: number) {
  const root = join(import.meta.dirname, 'page');
  const config = {
    root,
    configFile: false as const,
    logLevel: 'error' as const,
    worker: { format: 'es' as const },
    build: {
      outDir,
      target: 'es2022',
      rollupOptions: { input: [join(root, 'index.html'), join(root, 'away.html')] },
    },
    preview: { host: '127.0.0.1', port, strictPort: true },
  };
  await build(config);
  return preview(config);
}
