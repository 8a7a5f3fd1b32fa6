import { problemOf } from '@parqueue/schema/wire';
import type { Random } from '../support/seeded.ts';
import type { Realm } from './realm.ts';
import type { RelayModel, RelayReply, RelayRequest } from './relayModel.ts';
import type { Scheduler } from './scheduler.ts';

/** How the way to the relay is just now. */
export interface NetworkState {
  /** By the name of a fault, how often it happens, of a hundred requests. */
  readonly percent: Readonly<Partial<Record<NetworkFault, number>>>;
  /** A proxy refuses larger bodies. */
  readonly proxyMaxBytes: number;
  readonly latencyMs: number;
}

export const NETWORK_FAULTS = [
  'down',
  'reply-lost',
  'hangs',
  'doubled',
  'late-landing',
  'slow',
  'portal',
  'bad-gateway',
  'relay-trouble',
  'forbidden',
  'busy',
  'reply-of-another',
] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

/** What the relay itself says when it cannot take a shard now. */
const RETRYABLE = [
  'overloaded',
  'internal_error',
  'table_unknown',
  'identity_invalid',
  'ticket_invalid',
  'digest_mismatch',
  'protocol_unsupported',
] as const;

export const CALM: NetworkState = {
  percent: {},
  proxyMaxBytes: Number.POSITIVE_INFINITY,
  latencyMs: 50,
};

/** The way from any page to the relay. */
export interface Network {
  state: NetworkState;
  /** How many requests are on their way to the relay. */
  landingCount(): number;
  /** `fetch` as a realm has it. */
  fetchOf(realm: Realm): typeof fetch;
}

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly relay: RelayModel;
  readonly isRelayUp: () => boolean;
  readonly note: (text: string) => void;
}

type Settle = { readonly reply: (reply: RelayReply) => void; readonly fail: () => void };

export function createNetwork({ scheduler, random, relay, isRelayUp, note }: NetworkOptions): Network {
  let lastReceipt: RelayReply | undefined;
  let landings = 0;
  const inTheWorld = (delayMs: number, label: string, work: () => void) =>
    void scheduler.after(scheduler.world, delayMs, label, work);

  /** Brings a request to the relay after a while. */
  function bring(request: RelayRequest, delayMs: number, then: (reply: RelayReply) => void): void {
    landings++;
    inTheWorld(delayMs, `relay ${request.method}`, () => {
      landings--;
      then(land(request));
    });
  }

  function land(request: RelayRequest): RelayReply {
    if (!isRelayUp()) return { status: 502, body: '<html>bad gateway</html>' };
    const reply = relay.handle(request);
    if (request.method === 'PUT' && reply.status < 300) lastReceipt = reply;
    return reply;
  }

  function drawFault(): NetworkFault | undefined {
    const drawn = random.int(0, 99);
    let sum = 0;
    return NETWORK_FAULTS.find((fault) => {
      sum += network.state.percent[fault] ?? 0;
      return drawn < sum;
    });
  }

  function carry(request: RelayRequest, settle: Settle): void {
    const { latencyMs, proxyMaxBytes } = network.state;
    const oneWay = (): number => random.int(1, latencyMs);
    const deliver = (then: (reply: RelayReply) => void) => bring(request, oneWay(), then);
    const answer = (reply: RelayReply) =>
      inTheWorld(oneWay(), `reply ${reply.status}`, () => settle.reply(reply));
    const size = request.body instanceof Uint8Array ? request.body.length : 0;
    if (size > proxyMaxBytes) {
      answer({ status: 413, body: 'too large' });
      return;
    }
    const fault = drawFault();
    if (fault !== undefined) note(`network: ${fault} ${request.method}`);
    const acts: Record<NetworkFault, () => void> = {
      down: () => inTheWorld(oneWay(), 'no network', settle.fail),
      'reply-lost': () => deliver(() => inTheWorld(oneWay(), 'reply lost', settle.fail)),
      hangs: () => (random.chance(0.5) ? deliver(() => {}) : undefined),
      doubled: () => {
        deliver(answer);
        bring(request, oneWay() + random.int(0, 20_000), () => {});
      },
      'late-landing': () => {
        inTheWorld(oneWay(), 'cut off', settle.fail);
        bring(request, random.int(1, 20_000), () => {});
      },
      slow: () =>
        bring(request, random.int(1, 400_000), (reply) =>
          inTheWorld(random.int(1, 400_000), `reply ${reply.status}, slow`, () => settle.reply(reply)),
        ),
      portal: () => answer({ status: 200, body: '<html>Please log in</html>' }),
      'bad-gateway': () => answer({ status: random.pick([500, 502, 504, 404]), body: '<html></html>' }),
      'relay-trouble': () => {
        const body = problemOf(random.pick(RETRYABLE), 'for now');
        answer({ status: body.status, body: JSON.stringify(body) });
      },
      forbidden: () => answer({ status: random.pick([403, 401, 400, 409]), body: 'no' }),
      busy: () => {
        const wait = random.pick(['3', '120', 'soon', '99999999999']);
        answer({ status: random.pick([429, 503]), headers: { 'Retry-After': wait }, body: '' });
      },
      'reply-of-another': () => answer(lastReceipt ?? { status: 500, body: '' }),
    };
    if (fault === undefined) deliver(answer);
    else acts[fault]();
  }

  const network: Network = {
    state: CALM,
    landingCount: () => landings,
    fetchOf: (realm) => (input, init) =>
      new Promise((resolve, reject) => {
        const { pathname, search } = new URL(String(input));
        const body = init?.body as Uint8Array | string | undefined;
        const request: RelayRequest = {
          method: init?.method ?? 'GET',
          path: pathname + search,
          headers: (init?.headers ?? {}) as Record<string, string>,
          body: body instanceof Uint8Array ? body.slice() : body,
        };
        const later = (label: string, work: () => void) => void scheduler.after(realm, 0, label, work);
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        carry(request, {
          reply: (reply) => later(`answer ${reply.status}`, () => resolve(responseOf(reply))),
          fail: () => later('no answer', () => reject(new TypeError('Failed to fetch'))),
        });
      }),
  };
  return network;
}

const responseOf = ({ status, headers = {}, body }: RelayReply): Response =>
  ({
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name: string) => headers[name] ?? null },
    body: { getReader: () => readerOf(body) },
  }) as unknown as Response;

/** The whole of it at once. */
function readerOf(body: string) {
  const parts = body === '' ? [] : [new TextEncoder().encode(body)];
  return { read: async () => ({ value: parts.shift() }), cancel: async () => {} };
}
