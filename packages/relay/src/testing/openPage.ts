import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Cell } from '@parqueue/schema';
import { alignment, recitationError } from '@parqueue/schema/presets';
import {
  ERROR_TITLES,
  ERRORS,
  type ErrorCode,
  formatDigest,
  HEADER,
  PROBLEM_TYPE,
  parseProblem,
  type TicketResponse,
} from '@parqueue/schema/wire';
import { expect } from 'vitest';
import { withFlacHead } from '../../../../test/support/flacHead.ts';
import { lightShard } from '../../../../test/support/lightShard.ts';
import type { RelayBindings } from '../bindings.ts';
import { createRelay } from '../createRelay.ts';
import type { RelayPlatform } from '../relayPlatform.ts';

const bindings = env as RelayBindings;
export const ORIGIN = 'https://recite.example';
export const SECRET = String(bindings['PARQUEUE_SECRET']);

export type TestHeaders = Readonly<Record<string, string>>;

export interface PutOptions {
  readonly shardId?: string;
  readonly table?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: TestHeaders;
}

/** A page that speaks to a relay with a dataset, and so a spool, of its own. A header of `none` is left out. */
export interface TestPage {
  readonly dataset: string;
  readonly relay: ReturnType<typeof createRelay>;
  call(path: string, init?: RequestInit): Promise<Response>;
  askTicket(headers?: TestHeaders, message?: unknown): Promise<Response>;
  takeTicket(headers?: TestHeaders): Promise<TicketResponse>;
  /** Sends a shard that is right but for what is given. */
  put(options?: PutOptions): Promise<Response>;
  spool(): DurableObjectStub;
  /** Waits for what goes on after the answers. */
  settled(): Promise<unknown>;
}

type OtherBindings = Readonly<Record<string, unknown>>;

let pageCount = 0;

/** @param other bindings in place of those of the test project, which may say something of the page's dataset */
export function openPage(other: OtherBindings | ((dataset: string) => OtherBindings) = {}): TestPage {
  const dataset = `d${pageCount}`;
  pageCount += 1;
  const afterwards: Promise<unknown>[] = [];
  const platform: RelayPlatform = {
    waitUntil: (work) => void afterwards.push(work),
    wait: () => Promise.resolve(),
  };
  const own = typeof other === 'function' ? other(dataset) : other;
  const relay = createRelay({ ...bindings, DATASETS: `${dataset}=me/${dataset}`, ...own }, platform);

  const call = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ Origin: ORIGIN, [HEADER.protocol]: '1' });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    for (const [name, value] of [...headers]) if (value === 'none') headers.delete(name);
    return Promise.resolve(relay.fetch(new Request(`https://relay.example/v1${path}`, { ...init, headers })));
  };

  const askTicket = (headers: TestHeaders = {}, message: unknown = { dataset }): Promise<Response> => {
    const body = JSON.stringify(message);
    const length = { 'Content-Length': String(body.length) };
    return call('/ticket', { method: 'POST', body, headers: { ...length, ...headers } });
  };

  const takeTicket = async (headers: TestHeaders = {}): Promise<TicketResponse> =>
    (await askTicket(headers)).json<TicketResponse>();

  const put = async (options: PutOptions = {}): Promise<Response> => {
    const { shardId = newId(), table = 'alignment', bytes = smallShard, headers = {} } = options;
    const { ticket, identityProof } = await takeTicket();
    const { fingerprint } = table === 'recitation_error' ? recitationError : alignment;
    return call(`/datasets/${dataset}/tables/${table}/shards/${shardId}`, {
      method: 'PUT',
      body: Uint8Array.from(bytes),
      headers: {
        Authorization: `Bearer ${ticket}`,
        'Content-Length': String(bytes.length),
        [HEADER.digest]: await digestOf(bytes),
        [HEADER.identity]: identityProof,
        [HEADER.client]: newId(),
        [HEADER.seq]: '0-9,12-40',
        [HEADER.rows]: '1',
        [HEADER.fingerprint]: fingerprint,
        ...headers,
      },
    });
  };

  return {
    ...{ dataset, relay, call, askTicket, takeTicket, put },
    spool: () => bindings.SPOOL.getByName(dataset),
    settled: () => Promise.all(afterwards.splice(0)),
  };
}

/** No alarm of the page's spool rings after its test: there is no Hub, and what still asks for one can keep the next file from being run. */
export const endPage = ({ spool }: TestPage): Promise<void> =>
  runInDurableObject(spool(), (_, { storage }) => storage.deleteAlarm());

/** A shard of one row, as large as its audio. */
export function shardOf(audioBytes = 10, filling = 1): Promise<Uint8Array<ArrayBuffer>> {
  const cells = Object.values(alignment.features).map(
    ({ kind }): Cell => (kind === 'audio' ? ['clip', 0] : null),
  );
  return lightShard(alignment, [cells], withFlacHead(new Uint8Array(audioBytes).fill(filling)));
}

const smallShard = await shardOf();

let idCount = 0;

export function newId(): string {
  idCount += 1;
  return `01900000-0000-7000-8000-${idCount.toString(16).padStart(12, '0')}`;
}

/** Looks at a problem whole: its code, status, media type and `Retry-After`. Gives its detail. */
export async function expectProblem(response: Response, code: ErrorCode): Promise<string> {
  const problem = parseProblem(await response.json());
  expect(problem).toMatchObject({ code, title: ERROR_TITLES[code], ...ERRORS[code] });
  expect(response.status).toBe(ERRORS[code].status);
  expect(response.headers.get('Content-Type')).toBe(PROBLEM_TYPE);
  expect(response.headers.has('Retry-After')).toBe(response.status === 429 || response.status === 503);
  return problem?.detail ?? '';
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return formatDigest([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}
