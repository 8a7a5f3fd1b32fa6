import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { readUsage } from '../../load/workerdUsage.ts';
import type { Work } from './works.ts';

export interface Measured {
  /** Processor time of one round. */
  readonly roundMs: number;
  /** Of what came of it. */
  readonly sizeBytes: number;
}

export interface RelayWorker {
  /** @param rounds of one measurement; of several the least counts */
  measure(work: Work, file: Uint8Array<ArrayBuffer>, rounds: number): Promise<Measured>;
  close(): Promise<void>;
}

/** Linux counts processor time by 10 ms: a measurement is to have fifty of them. */
const MEASUREMENTS = 5;
const WARM_UP_SHARE = 0.5;

/**
 * Code of the relay in workerd. Its clock stands still while it computes, so that the processor time of its process is taken, which knows of
 * garbage collection, too.
 */
export async function openRelayWorker(): Promise<RelayWorker> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-bench-'));
  const port = await findFreePort();
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: join(dir, 'worker.js'),
    ...{ bundle: true, format: 'esm', platform: 'browser', target: 'es2023' },
    external: ['node:*'],
  });
  await writeFile(join(dir, 'config.capnp'), configText(port));
  const workerd: { readonly default: string } = createRequire(import.meta.url)('workerd');
  const child = spawn(workerd.default, ['serve', join(dir, 'config.capnp')], { stdio: 'inherit' });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  await answering(address);

  const run = async (rounds: number): Promise<Measured> => {
    const { processorMs } = await readUsage(child.pid ?? 0);
    const { sizeBytes } = (await (await fetch(`${address}/?rounds=${rounds}`)).json()) as Measured;
    const roundMs = ((await readUsage(child.pid ?? 0)).processorMs - processorMs) / rounds;
    return { roundMs, sizeBytes };
  };

  return {
    async measure(work, file, rounds) {
      await (await fetch(`${address}/${work}`, { method: 'POST', body: file })).text();
      await run(Math.ceil(rounds * WARM_UP_SHARE));
      const measured: Measured[] = [];
      while (measured.length < MEASUREMENTS) measured.push(await run(rounds));
      return measured.reduce((least, one) => (one.roundMs < least.roundMs ? one : least));
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true });
    },
  };
}

const configText = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "bench", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "2026-10-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "bench")],
);
`;

async function answering(address: string): Promise<void> {
  for (;;) {
    const response = await fetch(address).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
