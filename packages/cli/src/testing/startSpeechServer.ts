import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What goes wrong with a request: a status, no answer at all, or an answer that is cut off. */
export type SpeechFault = 500 | 503 | 429 | 401 | 'hang' | 'cut';

/** A request as it came. */
export interface SpeechRequest {
  /** Samples of each file, as the `flac` program decodes it. */
  readonly samples: readonly number[];
  readonly fields: Readonly<Record<string, string>>;
  readonly fileNames: readonly string[];
  readonly authorization: string | undefined;
}

export interface SpeechServer {
  readonly url: string;
  /** What was understood. */
  readonly requests: SpeechRequest[];
  /** All, also those that went wrong. */
  callCount: number;
  /** The most at once. */
  mostAtOnce: number;
  /** Decides what goes wrong, by the number of the call from 0. */
  fault: (call: number) => SpeechFault | undefined;
  /** The answer to what was decoded. */
  answer: (request: SpeechRequest) => unknown;
  /** How long an answer takes. */
  delayMs: number;
  close(): Promise<void>;
}

/** Speech to text as a tiny server has it: it decodes what it gets, and says how many samples it heard. */
export async function startSpeechServer(): Promise<SpeechServer> {
  let atOnce = 0;
  const server = createServer((request, response) => {
    atOnce++;
    state.mostAtOnce = Math.max(state.mostAtOnce, atOnce);
    void answer(state, request, response)
      .catch((error: unknown) => response.writeHead(422).end(String(error)))
      .finally(() => {
        atOnce--;
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: SpeechServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/audio/transcriptions`,
    requests: [],
    callCount: 0,
    mostAtOnce: 0,
    fault: () => undefined,
    answer: ({ samples }) => ({ text: samples.map((count) => `${count} samples`).join(' '), language: 'en' }),
    delayMs: 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return state;
}

async function answer(
  state: SpeechServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = state.fault(state.callCount++);
  const body = await buffer(request);
  if (fault === 'hang') return;
  if (typeof fault === 'number') {
    if (fault === 429) response.setHeader('retry-after', '0');
    response.writeHead(fault).end(`fault ${fault}`);
    return;
  }
  const { files, fields } = await readParts(request, body);
  const samples: number[] = [];
  for (const { bytes } of files) samples.push(await countSamples(bytes));
  const { authorization } = request.headers;
  const heard = { samples, fields, fileNames: files.map(({ name }) => name), authorization };
  const text = JSON.stringify(state.answer(heard));
  if (fault === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length + 10 });
    response.write(text.slice(0, 5));
    setTimeout(() => response.destroy(), 5);
    return;
  }
  state.requests.push(heard);
  if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

async function readParts(request: IncomingMessage, body: Uint8Array) {
  const files: { name: string; bytes: Uint8Array }[] = [];
  const fields: Record<string, string> = {};
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return { files: [{ name: '', bytes: body }], fields };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [name, value] of form)
    if (typeof value === 'string') fields[name] = value;
    else files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  return { files, fields };
}

/** Samples of a FLAC file of 16 bit, mono; throws with what `flac` (Debian: apt-get install flac) says. */
export async function countSamples(bytes: Uint8Array): Promise<number> {
  const raw = ['--force-raw-format', '--endian=little', '--sign=signed'];
  const child = spawn('flac', ['-d', '--silent', '--stdout', ...raw, '-']);
  child.stdin.on('error', () => undefined);
  child.stdin.end(bytes);
  const [out, said, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`flac -d: ${said}`);
  return out.length / 2;
}
