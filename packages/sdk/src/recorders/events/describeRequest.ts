/** What a call of `fetch` asks for. */
export interface DescribedRequest {
  readonly url: URL;
  readonly method: string;
  /** The request id that the page gave itself. */
  readonly givenId: string | undefined;
  /** Whether the SDK sends it to the relay. */
  readonly isOwn: boolean;
}

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Each request of the SDK bears it, and nobody else's. */
const OWN_HEADER = 'Parqueue-Protocol';

/** Reads a call and touches nothing; undefined where its address is none. */
export function describeRequest(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  baseUrl: string | undefined,
): DescribedRequest | undefined {
  const request = isRequest(input) ? input : undefined;
  const address = request?.url ?? String(input);
  if (!URL.canParse(address, baseUrl)) return undefined;
  const headers = init?.headers ?? request?.headers;
  return {
    url: new URL(address, baseUrl),
    method: normalMethod(String(init?.method ?? request?.method ?? 'GET')),
    givenId: headerOf(headers, REQUEST_ID_HEADER),
    isOwn: headerOf(headers, OWN_HEADER) !== undefined,
  };
}

/**
 * The same call with a request id in its headers; undefined where it could only be made by changing what the page has: it is sent as it is then.
 *
 * A `Request` is copied, which takes its body out of it, as `fetch` does anyway.
 */
export function withRequestId(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  id: string,
): readonly [RequestInfo | URL, RequestInit | undefined] | undefined {
  try {
    if (isRequest(input)) {
      if (init?.headers !== undefined || (init !== undefined && !isPlain(init))) return undefined;
      const copy = new Request(input, init);
      copy.headers.set(REQUEST_ID_HEADER, id);
      return [copy, undefined];
    }
    if (init !== undefined && !isPlain(init)) return undefined;
    const headers = new Headers(init?.headers);
    headers.set(REQUEST_ID_HEADER, id);
    return [input, { ...init, headers }];
  } catch {
    // What is wrong with it, `fetch` says.
    return undefined;
  }
}

const isRequest = (input: RequestInfo | URL): input is Request =>
  typeof Request !== 'undefined' && input instanceof Request;

/** Options that are an object of some class may have what a copy has not. */
function isPlain(init: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}

/** Looked up without iterating over what can be iterated over only once. */
function headerOf(headers: HeadersInit | undefined, name: string): string | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (typeof Headers !== 'undefined' && headers instanceof Headers) return headers.get(name) ?? undefined;
  const entries = Array.isArray(headers) ? headers : Object.entries(headers);
  return entries.find(([key]) => String(key).toLowerCase() === name.toLowerCase())?.[1];
}

/** As `fetch` does it: these in capitals, all others as they are. */
const normalMethod = (method: string): string =>
  /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
