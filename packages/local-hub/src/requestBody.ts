import type { Context } from 'hono';
import type { HubEnv } from './hubEnv.ts';
import { tooLarge } from './hubError.ts';
import { parseJson } from './jsonShape.ts';

/** The largest JSON body: a preupload of 256 files with their 512-byte samples is under 1 MB. */
const JSON_LIMIT_BYTES = 8_000_000;

type HubContext = Context<HubEnv>;

/** The body as it arrives; throws 413 before the first byte when it says it is longer than allowed. */
export async function* streamBody(c: HubContext, limitBytes: number): AsyncGenerator<Uint8Array> {
  const declaredBytes = Number(c.req.header('content-length') ?? 0);
  if (declaredBytes > limitBytes) throw tooLarge(limitBytes);
  if (!c.req.raw.body) return;
  let receivedBytes = 0;
  for await (const chunk of c.req.raw.body) {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

export async function readText(c: HubContext, limitBytes = JSON_LIMIT_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamBody(c, limitBytes)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

export async function readJson(c: HubContext): Promise<unknown> {
  return parseJson(await readText(c), 'body');
}
