import { expect, it, vi } from 'vitest';
import { type FetchOptions, type FetchTracer, type TracedRequest, traceFetch } from './traceFetch.ts';

const BASE = 'https://page.example/reader/';

function tracing(options: FetchOptions = {}, base: string | null = BASE, isSure = true) {
  const logged: TracedRequest[] = [];
  const tracer: FetchTracer = {
    options,
    staysHere: new Map(),
    isSure,
    baseUrl: () => base ?? undefined,
    monotonicMs: () => 0,
    requestId: () => 'made',
    log: (request) => void logged.push(request),
  };
  const original = vi.fn<typeof fetch>(async () => new Response('ok'));
  const call = (...args: Parameters<typeof fetch>) => traceFetch(tracer, original, args);
  /** The header of the last call. */
  const header = () => {
    const [input, init] = original.mock.lastCall ?? [];
    const headers = init?.headers ?? (input instanceof Request ? input.headers : {});
    return new Headers(headers).get('x-request-id');
  };
  return { logged, original, call, header };
}

it.each([
  ['its own origin', '/v1/a', {}, 'made'],
  ['its own origin, absolute', 'https://page.example/v1/a', {}, 'made'],
  ['another origin', 'https://api.example/v1/a', {}, null],
  ['another port', 'https://page.example:8443/v1/a', {}, null],
  ['an origin that is named', 'https://api.example/v1/a', { headerOrigins: ['https://api.example'] }, 'made'],
  [
    'one that begins like it',
    'https://api.example.evil/v1',
    { headerOrigins: ['https://api.example'] },
    null,
  ],
])('[EV6] {002.01} a request to %s', async (_, address, options, id) => {
  const { call, header, logged } = tracing(options);
  await call(address);
  expect(header()).toBe(id);
  expect(logged).toMatchObject([{ request_id: 'made', status_code: 200 }]);
});

it('[EV6] an id that the page set stays, and is that of the row', async () => {
  const { call, header, logged, original } = tracing();
  const init = { headers: { 'x-request-id': 'theirs', accept: 'text/plain' } };
  await call('/v1/a', init);
  expect(original.mock.lastCall?.[1]).toBe(init);
  expect(header()).toBe('theirs');
  expect(logged).toMatchObject([{ request_id: 'theirs' }]);
});

it.each([
  ['an object', { accept: 'text/plain' }],
  ['pairs', [['accept', 'text/plain']] as [string, string][]],
  ['Headers', new Headers({ accept: 'text/plain' })],
])('[EV5] [EV6] headers given as %s are kept, and not changed', async (_, headers) => {
  const { call, header, original } = tracing();
  const before = JSON.stringify([...new Headers(headers)]);
  const init: RequestInit = { method: 'PUT', headers, body: 'x' };
  await call('/v1/a', init);
  expect(header()).toBe('made');
  const sent = original.mock.lastCall?.[1];
  expect(new Headers(sent?.headers).get('accept')).toBe('text/plain');
  expect([sent?.method, sent?.body]).toEqual(['PUT', 'x']);
  expect(JSON.stringify([...new Headers(headers)])).toBe(before);
  expect(init.headers).toBe(headers);
});

it('[EV5] a Request is copied with its headers, body and signal', async () => {
  const { call, header, original, logged } = tracing();
  const abort = new AbortController();
  const request = new Request('https://page.example/v1/a', {
    method: 'POST',
    body: 'متن',
    headers: { accept: 'text/plain' },
    signal: abort.signal,
  });
  await call(request);
  const sent = original.mock.lastCall?.[0] as Request;
  expect(header()).toBe('made');
  expect(request.headers.has('x-request-id')).toBe(false);
  expect([sent.method, sent.headers.get('accept'), await sent.text()]).toEqual(['POST', 'text/plain', 'متن']);
  abort.abort(new Error('enough'));
  expect(sent.signal.reason).toBe(abort.signal.reason);
  expect(logged).toMatchObject([{ method: 'POST', endpoint: '/v1/a' }]);
});

it('[EV5] what cannot be copied truly is sent as it is, without a header', async () => {
  const { call, original } = tracing();
  class Options {
    get method() {
      return 'DELETE';
    }
  }
  const init = new Options() as RequestInit;
  await call('/v1/a', init);
  expect(original.mock.lastCall).toEqual(['/v1/a', init]);
  const used = new Request('https://page.example/v1/a', { method: 'POST', body: 'x' });
  await used.text();
  await call(used);
  expect(original.mock.lastCall?.[0]).toBe(used);
});

it.each([
  ['no address', []],
  ['one that is none', ['http://']],
])('[EV5] with %s the call is the original one', async (_, args) => {
  const { call, original, logged } = tracing();
  await call(...(args as unknown as Parameters<typeof fetch>));
  expect(original.mock.lastCall).toEqual(args);
  expect(logged).toEqual([]);
});

it('[EV6] {002.18} requests of the SDK to its relay, and those to be ignored, are not logged', async () => {
  const { call, logged, header } = tracing({ ignore: ({ pathname }) => pathname === '/health' });
  await call('/v1/ticket', { method: 'POST', headers: { 'Parqueue-Protocol': '1' } });
  expect(header()).toBeNull();
  await call('/health');
  expect(logged).toEqual([]);
});

it('[EV5] [EV10] an option that throws costs the row, and nothing of the request', async () => {
  const fail = () => {
    throw new Error('broken');
  };
  const { call, original, logged } = tracing({ endpointOf: fail });
  expect((await call('/v1/a')).status).toBe(200);
  expect(original.mock.lastCall).toEqual(['/v1/a']);
  expect(logged).toEqual([]);
});

it('[EV5] the answer is the same object, and so is the error', async () => {
  const { call, original, logged } = tracing();
  const response = new Response(null, { status: 503 });
  original.mockResolvedValueOnce(response);
  expect(await call('/v1/a')).toBe(response);
  const error = new TypeError('Failed to fetch');
  original.mockRejectedValueOnce(error);
  await expect(call('/v1/a')).rejects.toBe(error);
  original.mockRejectedValueOnce(new DOMException('The user aborted a request.', 'AbortError'));
  await expect(call('/v1/a')).rejects.toMatchObject({ name: 'AbortError' });
  expect(logged).toMatchObject([
    { status_code: 503 },
    { status_code: null, data: { failed: 'TypeError: Failed to fetch' } },
    { status_code: null, data: { aborted: true } },
  ]);
});

/** An answer as a browser gives it, from where it came in the end. */
const answerFrom = (url: string, redirected = false) =>
  Object.defineProperties(new Response('ok'), {
    type: { value: redirected ? 'cors' : 'basic' },
    redirected: { value: redirected },
    url: { value: url },
  });

it('[EV5] [EV6] the first request of an endpoint goes without, and shows whether it is sent on to another origin', async () => {
  const { call, original, header } = tracing({}, BASE, false);
  const headers: (string | null)[] = [];
  const request = async (path: string, answer?: Response) => {
    if (answer === undefined) original.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    else original.mockResolvedValueOnce(answer);
    await call(path).catch(() => {});
    headers.push(header());
  };
  const here = answerFrom('https://page.example/v1/a/1');
  const away = answerFrom('https://cdn.example/a', true);
  await request('/v1/a/1', here);
  await request('/v1/a/2', here);
  // The network is gone, or it was sent on with a header that is not allowed there.
  await request('/v1/a/3');
  await request('/v1/a/4', here);
  await request('/v1/a/5', here);
  await request('/v1/a/6');
  await request('/v1/a/7', away);
  await request('/v1/a/8', here);
  expect(headers).toEqual([null, 'made', 'made', null, 'made', 'made', null, null]);
  await request('/v1/b', away);
  await request('/v1/b', here);
  expect(headers.slice(8)).toEqual([null, null]);
});

it('[EV6] an own origin that is named gets the header from the first request on', async () => {
  const { call, header } = tracing({ headerOrigins: ['https://page.example'] }, BASE, false);
  await call('/v1/a');
  expect(header()).toBe('made');
});

it('[EV6] in Node, without an address of its own, only origins that are named get the header', async () => {
  const { call, header, logged } = tracing({ headerOrigins: ['https://api.example'] }, null);
  await call('https://api.example/v1/7');
  expect(header()).toBe('made');
  await call('https://page.example/v1/7');
  expect(header()).toBeNull();
  expect(logged.map(({ endpoint }) => endpoint)).toEqual([
    'https://api.example/v1/:id',
    'https://page.example/v1/:id',
  ]);
});
