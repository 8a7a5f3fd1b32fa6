import { readdirSync, readFileSync } from 'node:fs';
import type { Random } from '../../support/seeded.ts';
import { mutateBytes } from '../mutateBytes.ts';
import type { FuzzBook, FuzzTarget } from '../target.ts';
import { rawRequest } from './rawRequest.ts';
import { openWireScene } from './wireScene.ts';

/** A request takes a hundred times as long as a check: one for so many steps. */
const EVERY = 20;
const GROWTH_MAX_BYTES = 64 * 1024 * 1024;
/** What the first requests take is the relay's own. */
const WARM_UP_REQUESTS = 50;

/** Requests over the wire, changed in head, framing or body: each is answered, or its connection ends, and the relay goes on. */
export async function wireTarget(book: FuzzBook): Promise<FuzzTarget> {
  const name = 'wire';
  const scene = await openWireScene();
  let steps = 0;
  let requestCount = 0;
  let warmBytes = 0;

  async function send(random: Random): Promise<void> {
    const right = random.pick(await scene.requests());
    const request = mutateBytes(right, random);
    const isCut = random.chance(0.2);
    const sent = isCut ? request.slice(0, random.int(0, request.length)) : request;
    const { status, text } = await rawRequest(scene.port, sent, isCut);
    const isBroken = text.includes('internal_error') && !isEndedEarly(sent);
    if (status === 'late' || isBroken) book.problem(name, `answers ${status}`, sent);
    book.count(name, `${status}`);
    requestCount += 1;
    if (requestCount === WARM_UP_REQUESTS) warmBytes = residentBytes();
  }

  return {
    name,
    async step(random) {
      if (steps++ % EVERY === 0) await send(random);
    },
    async close() {
      const growth = warmBytes === 0 ? 0 : residentBytes() - warmBytes;
      if (growth > GROWTH_MAX_BYTES)
        book.problem(name, `workerd has grown by ${growth} bytes`, new Uint8Array(0));
      if (!(await scene.isWell())) book.problem(name, 'the relay is not well any more', new Uint8Array(0));
      for (const line of new Set(scene.errors))
        book.problem(name, `the relay said: ${line}`, new Uint8Array(0));
      await scene.close();
    },
  };
}

/** Whether less came than was said, as when a connection breaks: that is to be tried again, so 500 is the answer. */
function isEndedEarly(sent: Uint8Array): boolean {
  const text = Buffer.from(sent).toString('latin1');
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0 || /transfer-encoding/i.test(text)) return true;
  const said = Number(/content-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
  return said > sent.length - headEnd - 4;
}

/** Of all of workerd that runs here. */
function residentBytes(): number {
  let pages = 0;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'workerd') continue;
      pages += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    } catch {
      // It has ended since.
    }
  }
  return pages * 4096;
}
