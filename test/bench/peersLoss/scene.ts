import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { type Stack, startStack } from '../../../scripts/startStack.ts';
import { installPeers } from './installPeers.ts';
import { PEERS } from './peers.ts';
import { servePages } from './servePages.ts';

const COMMIT_INTERVAL_MS = 500;

/** What all trials share: the pages, and the relay and hub that Parqueue's own go to. */
export interface Scene {
  readonly dir: string;
  readonly origin: string;
  readonly stack: Stack;
  /** Runs one piece of work at a time. */
  alone(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const peersDir = await installPeers(PEERS);
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-peers-'));
  const closes: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (let end = closes.pop(); end; end = closes.pop()) await end();
  };
  try {
    const pages = await servePages(join(dir, 'page'), await findFreePort(), peersDir);
    closes.push(pages.close);
    const stack = await startStack({
      dataDir: join(dir, 'data'),
      page: 'none',
      allowedOrigins: [pages.origin],
      commitIntervalMs: COMMIT_INTERVAL_MS,
    });
    closes.push(stack.close);
    return { dir, origin: pages.origin, stack, alone: createTurns(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createTurns(): Scene['alone'] {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
