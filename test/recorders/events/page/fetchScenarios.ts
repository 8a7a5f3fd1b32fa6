/** What a page may do with `fetch`; each gives all that it could see of it. `other` is another origin. */
export const scenarios: Readonly<Record<string, (other: string) => Promise<unknown>>> = {
  'a text': async () => seen(await fetch('/echo?q=1')),
  'the same twice': async () => {
    await fetch('/echo');
    return seen(await fetch('/echo'));
  },
  'JSON that is posted': async () =>
    seen(
      await fetch('/echo', {
        method: 'POST',
        body: '{"سورة":1}',
        headers: { 'content-type': 'application/json' },
      }),
    ),
  'a form with a file': async () => {
    const body = new FormData();
    body.set('file', new Blob(['🎧'], { type: 'audio/flac' }), 'a.flac');
    const { status, body: text } = await seen(await fetch('/echo', { method: 'POST', body }));
    // The boundary is another each time.
    return { status, hasFile: JSON.stringify(text).includes('filename=\\\\\\"a.flac') };
  },
  'a Request': async () => {
    const request = new Request('/echo', {
      method: 'PUT',
      body: new Uint8Array([1, 2, 3]),
      headers: { accept: 'text/plain', 'x-own': 'mine' },
      referrerPolicy: 'no-referrer',
      credentials: 'omit',
    });
    const answer = await seen(await fetch(request));
    return { ...answer, isUsed: request.bodyUsed, has: request.headers.has('x-request-id') };
  },
  'a Request with options': async () => {
    const request = new Request('/echo', { method: 'PUT', body: 'x' });
    return seen(await fetch(request, { method: 'POST', body: 'y', headers: { 'x-own': 'mine' } }));
  },
  'a Request that was used': async () => {
    const request = new Request('/echo', { method: 'POST', body: 'x' });
    await request.text();
    return seen(await fetch(request));
  },
  'a status of failure': async () => seen(await fetch('/status/503')),
  'an answer without a body': async () => seen(await fetch('/status/204')),
  'a stream, read as it comes': async () => {
    const response = await fetch('/held');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = await reader.read();
    // Only now does the server send the rest.
    await fetch('/release');
    const rest: number[] = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest.push(part.value.length);
    return { first: first.value?.length, restBytes: rest.reduce((sum, one) => sum + one, 0) };
  },
  'a stream that is let go': async () => {
    const response = await fetch('/held');
    await response.body?.cancel();
    await fetch('/release');
    return response.status;
  },
  'a stream that is sent': async () => {
    const body = new Blob(['a', 'b']).stream();
    return seen(await fetch('/echo', { method: 'POST', body, duplex: 'half' } as RequestInit));
  },
  'a clone beside the answer': async () => {
    const response = await fetch('/private');
    const copy = response.clone();
    return [(await response.text()).length, (await copy.text()).length];
  },
  'an abort before': async () => seen(await fetch('/echo', { signal: AbortSignal.abort() })),
  'an abort for a reason': async () => {
    const abort = new AbortController();
    const answer = fetch('/hang', { signal: abort.signal });
    setTimeout(() => abort.abort(new RangeError('too late')), 50);
    return seen(await answer);
  },
  'an abort of a Request': async () => {
    const abort = new AbortController();
    const answer = fetch(new Request('/hang', { signal: abort.signal }));
    setTimeout(() => abort.abort(), 50);
    return seen(await answer);
  },
  'an abort while it streams': async () => {
    const abort = new AbortController();
    const response = await fetch('/held', { signal: abort.signal });
    const text = response.text();
    abort.abort();
    await text.catch(() => {});
    await fetch('/release');
    return seen(await text.then(() => response));
  },
  'a timeout': async () => seen(await fetch('/hang', { signal: AbortSignal.timeout(50) })),
  'an address that is none': async () => seen(await fetch('http://')),
  'no address': async () => seen(await (fetch as unknown as () => Promise<Response>)()),
  'a method that is forbidden': async () => seen(await fetch('/echo', { method: 'TRACE' })),
  'a body with GET': async () => seen(await fetch('/echo', { body: 'x' })),
  'a header that is none': async () => seen(await fetch('/echo', { headers: { 'no good': 'x' } })),
  'a wrong mode': async () => seen(await fetch('/echo', { mode: 'wrong' as RequestMode })),
  'a port where nobody is': async () => seen(await fetch('http://127.0.0.1:1/')),
  'another origin': async (other) => seen(await fetch(`${other}/echo?id=theirs`)),
  'another origin that allows nothing': async (other) => seen(await fetch(`${other}/private`)),
  'another origin, opaque': async (other) => {
    const response = await fetch(`${other}/private`, { mode: 'no-cors' });
    return [response.type, response.status];
  },
  'on to another origin': async (other) =>
    seen(await fetch(`/redirect?to=${encodeURIComponent(`${other}/echo`)}`)),
  'a redirect by hand': async () => (await fetch('/redirect?to=/echo', { redirect: 'manual' })).type,
  'data in the address': async () => seen(await fetch('data:text/plain,salam')),
  'a blob': async () => {
    const url = URL.createObjectURL(new Blob(['salam']));
    return (await fetch(url)).text();
  },
  'called on the window': async () => seen(await window.fetch('/echo')),
  'called on what is no window': async () => seen(await fetch.call({} as Window, '/echo')),
  'a rejection that nobody handles': () => countUnhandled(() => void fetch('http://127.0.0.1:1/')),
  'a rejection that is handled': () =>
    countUnhandled(() => void fetch('http://127.0.0.1:1/').catch(() => {})),
};

async function seen(response: Response) {
  const { status, statusText, type, redirected, ok } = response;
  const body = await response.text();
  return {
    status,
    statusText,
    type,
    redirected,
    ok,
    body: withoutId(body),
    length: response.headers.get('content-length') && 'known',
  };
}

/** What the server heard, without the header that is the matter. */
function withoutId(body: string): unknown {
  try {
    const { headers, ...heard } = JSON.parse(body);
    const { 'x-request-id': _, ...others } = headers;
    return { ...heard, headers: others };
  } catch {
    return body;
  }
}

async function countUnhandled(work: () => void): Promise<string[]> {
  const heard: string[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    heard.push(String(event.reason));
  };
  addEventListener('unhandledrejection', listener);
  work();
  await new Promise((resolve) => setTimeout(resolve, 300));
  removeEventListener('unhandledrejection', listener);
  return heard;
}
