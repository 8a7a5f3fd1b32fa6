import { ORIGIN } from './openRelayRun.ts';

/** A `fetch` that says which page asks, as a browser's does. */
export const withOrigin =
  (call: typeof fetch): typeof fetch =>
  (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('Origin', ORIGIN);
    return call(input, { ...init, headers });
  };
