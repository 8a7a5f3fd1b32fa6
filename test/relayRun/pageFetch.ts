import { ORIGIN } from './openRelayRun.ts';

/** A call that was answered, or was not: then its status is 0. */
export interface PageCall {
  readonly kind: 'preflight' | 'ticket' | 'put' | 'states';
  readonly status: number;
  /** Until the head of the answer was there. */
  readonly tookMs: number;
  /** Of the body that was sent. */
  readonly sizeBytes: number;
}

export interface PageFetchOptions {
  /** Of the device. */
  readonly address: string;
  readonly tell: (call: PageCall) => void;
}

/** A `fetch` as a page makes it that is of another origin than the relay: each new address is asked first whether it may be called. */
export function createPageFetch({ address, tell }: PageFetchOptions): typeof fetch {
  const allowed = new Set<string>();

  async function call(kind: PageCall['kind'], url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Origin', ORIGIN);
    headers.set('CF-Connecting-IP', address);
    headers.set('User-Agent', `Mozilla/5.0 (a browser at ${address})`);
    const began = performance.now();
    let status = 0;
    try {
      const response = await fetch(url, { ...init, headers });
      status = response.status;
      return response;
    } finally {
      const sizeBytes = init.body instanceof Uint8Array ? init.body.length : 0;
      tell({ kind, status, tookMs: performance.now() - began, sizeBytes });
    }
  }

  return async (input, init = {}) => {
    const url = String(input);
    const method = init.method ?? 'GET';
    if (!allowed.has(`${method} ${url}`)) {
      const names = [...new Headers(init.headers).keys()].join(',');
      const headers = { 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': names };
      const answer = await call('preflight', url, {
        method: 'OPTIONS',
        headers,
        signal: init.signal ?? null,
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new TypeError(`the relay refuses pages of ${ORIGIN}: ${answer.status}`);
      allowed.add(`${method} ${url}`);
    }
    return call(KINDS[method] ?? 'states', url, init);
  };
}

const KINDS: Readonly<Record<string, PageCall['kind']>> = { POST: 'ticket', PUT: 'put', GET: 'states' };
