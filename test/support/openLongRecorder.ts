/** Chromium with a page whose worker records: faster than real time, or a microphone as it comes. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright';
import { chromiumOptions } from './chromium.ts';
import { flacWasmBytes } from './flacWasm.ts';
import type { OpenLive } from './liveRecordingPage.ts';
import type { LongRecordingOrder, LongRecordingResult } from './longRecordingWorker.ts';

/** Memory of the process that runs page and worker, and what the browser says that their scripts hold. */
export interface MemoryMark {
  readonly audioS: number;
  readonly residentBytes: number;
  readonly scriptBytes: number;
}

export interface LongRecording extends LongRecordingResult {
  /** The FLAC files of the clips, where they were asked for. */
  readonly files: readonly Uint8Array[];
  readonly marks: readonly MemoryMark[];
}

export interface LongRecorder {
  record(order: LongRecordingOrder): Promise<LongRecording>;
  /** The share of a core, in percent, that page and worker take: with an open microphone alone, and while it is recorded. */
  loadOfLive(seconds: number): Promise<{ readonly open: number; readonly recorded: number }>;
  close(): Promise<void>;
}

/** Scripts' memory is told to isolated pages only. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const PAGE = `<!doctype html><script type="module">
  import { openLive } from '/live.js';
  const worker = new Worker('/worker.js', { type: 'module' });
  window.scriptBytes = async () => (await performance.measureUserAgentSpecificMemory()).bytes;
  window.record = (order) => new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = async ({ data }) => {
      if (typeof data === 'string') return reject(new Error(data));
      if (typeof data === 'object') return resolve(data);
      await window.mark(data, await window.scriptBytes());
      worker.postMessage('go on');
    };
    worker.postMessage(order);
  });
  window.live = () => openLive(worker);
</script>`;

export async function openLongRecorder(): Promise<LongRecorder> {
  const files: Uint8Array[] = [];
  const server = await serve(files);
  const browser = await chromium.launch(
    chromiumOptions(['--enable-blink-features=ForceEagerMeasureMemory', '--js-flags=--expose-gc']),
  );
  const page = await browser.newPage({ permissions: ['microphone'] });
  let marks: MemoryMark[] = [];
  await page.exposeFunction('mark', async (audioS: number, scriptBytes: number) => {
    marks.push({ audioS, scriptBytes, residentBytes: await residentBytes(browser) });
  });
  await page.goto(server.origin);
  return {
    async record(order) {
      files.length = 0;
      marks = [];
      const result = await page.evaluate(
        (given) =>
          (window as unknown as { record(order: unknown): Promise<LongRecordingResult> }).record(given),
        order,
      );
      return { ...result, files: [...files], marks };
    },
    async loadOfLive(seconds) {
      const live = await page.evaluateHandle(() =>
        (window as unknown as { live(): Promise<OpenLive> }).live(),
      );
      await page.waitForTimeout(2_000);
      const open = await loadOver(seconds, browser);
      await live.evaluate((opened) => opened.record());
      await page.waitForTimeout(2_000);
      const recorded = await loadOver(seconds, browser);
      await live.evaluate((opened) => opened.stop());
      return { open, recorded };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The processes that run pages; there is one page. */
async function pageProcesses(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function residentBytes(browser: Browser): Promise<number> {
  const sizes = (await pageProcesses(browser)).map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function loadOver(seconds: number, browser: Browser): Promise<number> {
  const processes = await pageProcesses(browser);
  const [before, from] = [await workedNs(processes), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return ((await workedNs(processes)) - before) / 1e4 / (performance.now() - from);
}

/** Time that all threads of the processes have run; the first number is nanoseconds (Documentation/scheduler/sched-stats.rst). */
async function workedNs(processes: readonly number[]): Promise<number> {
  let sum = 0;
  for (const id of processes) {
    for (const thread of await readdir(`/proc/${id}/task`)) {
      sum += Number((await readFile(`/proc/${id}/task/${thread}/schedstat`, 'utf8')).split(' ')[0]);
    }
  }
  return sum;
}

async function serve(files: Uint8Array[]) {
  const served: Record<string, readonly [type: string, body: string | Uint8Array]> = {
    '/': ['text/html', PAGE],
    '/worker.js': ['text/javascript', await bundle('longRecordingWorker.ts')],
    '/live.js': ['text/javascript', await bundle('liveRecordingPage.ts')],
    '/flac.wasm': ['application/wasm', await flacWasmBytes()],
    '/speech.flac': ['audio/flac', await readFile(new URL('../data/speech-16k.flac', import.meta.url))],
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [type, body] = served[request.url as string] ?? ['text/plain', ''];
    if (request.method === 'POST') files[Number(request.url?.split('/').at(-1))] = await bodyOf(request);
    response.writeHead(200, { ...ISOLATED, 'Content-Type': type }).end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function bundle(name: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    // What libflacjs asks for in Node only.
    external: ['fs', 'path'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.contents as Uint8Array;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}
