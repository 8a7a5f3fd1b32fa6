import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { packSdk } from '../../scripts/build/packSdk.ts';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import { type Stack, startStack } from '../../scripts/startStack.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { speechMicrophone } from '../support/speechMicrophone.ts';
import { runCommand } from './command.ts';
import type { Consumer } from './consumer.ts';
import { countTraffic, type TrafficCounter } from './countTraffic.ts';
import { extensionId } from './extensionId.ts';
import { createArrivalReader } from './readArrivals.ts';
import { serveFiles } from './serveFiles.ts';

/** What all consumers share: the packed package, a relay and a hub behind it, a browser that hears speech. */
export interface Lab {
  readonly home: string;
  readonly tarball: string;
  readonly stack: Stack;
  /** What the browser was launched with, the microphone included. */
  readonly browserOptions: ReturnType<typeof chromiumOptions>;
  readonly browser: Browser;
  readonly speech: Float32Array;
  readonly cdn: Cdn;
  readonly readArrivals: ReturnType<typeof createArrivalReader>;
  /** Where each consumer's page will be, by its name: the relay must know whose pages it serves. */
  readonly origins: ReadonlyMap<string, string>;
  /** What stands in the sources of the apps for what is only known now. */
  readonly replaced: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function openLab(consumers: readonly Consumer[]): Promise<Lab> {
  const home = await mkdtemp(join(tmpdir(), 'parqueue-consumers-'));
  // Also where somebody does not wait for the end: with what is installed, it is more than a gigabyte.
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  const closers: (() => unknown)[] = [() => process.off('exit', remove), remove];
  const close = async () => {
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    const origins = await chooseOrigins(home, consumers);
    const tarball = await packSdk(home);
    const stack = await startStack({
      dataDir: join(home, 'data'),
      page: 'none',
      allowedOrigins: [...origins.values()],
      commitIntervalMs: 300,
    });
    closers.push(stack.close);
    const cdn = await openCdn(join(home, 'cdn'), tarball);
    closers.push(cdn.stop);
    await writeFile(join(home, 'tsconfig.json'), NO_SETTINGS);
    const microphone = await speechMicrophone(home);
    const browserOptions = chromiumOptions(microphone.args);
    const browser = await chromium.launch(browserOptions);
    closers.push(() => browser.close());
    return {
      home,
      tarball,
      stack,
      browserOptions,
      browser,
      speech: microphone.speech,
      cdn,
      readArrivals: createArrivalReader(stack.datasetDir),
      origins,
      replaced: {
        'https://relay.example.workers.dev': stack.relay.url,
        'https://cdn.example/parqueue-sdk': cdn.url,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function chooseOrigins(home: string, consumers: readonly Consumer[]): Promise<Map<string, string>> {
  const origins = new Map<string, string>();
  for (const consumer of consumers) {
    const { name, delivery } = consumer;
    const path = delivery.kind === 'extension' ? join(appDir(home, consumer), delivery.dir) : undefined;
    const place = path
      ? `chrome-extension://${extensionId(path)}`
      : `http://127.0.0.1:${await findFreePort()}`;
    origins.set(name, place);
  }
  return origins;
}

/** Where an app is copied to; consumers of the same layers share one. */
export const appDir = (home: string, { layers }: Consumer) => join(home, 'apps', layers.join('-'));

/** Build tools look for settings upwards, for scripts too: what else lies in the machine's temporary folder is none of an app's. */
const NO_SETTINGS = '{ "compilerOptions": { "allowJs": true } }';

interface Cdn extends Pick<TrafficCounter, 'answeredBytes' | 'stop'> {
  readonly url: string;
}

/** The package as a CDN has it: its files, for every origin. */
async function openCdn(dir: string, tarball: string): Promise<Cdn> {
  await mkdir(dir);
  await runCommand({ dir, words: ['tar', '-xzf', tarball, '--strip-components=1'] });
  const [port, serverPort] = [await findFreePort(), await findFreePort()];
  const files = await serveFiles({ dir, port: serverPort, headers: { 'access-control-allow-origin': '*' } });
  const traffic = await countTraffic(port, serverPort);
  return {
    url: `http://127.0.0.1:${port}`,
    get answeredBytes() {
      return traffic.answeredBytes;
    },
    async stop() {
      await traffic.stop();
      await files.stop();
    },
  };
}
