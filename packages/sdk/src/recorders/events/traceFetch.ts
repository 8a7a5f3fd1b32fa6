import {
  type DescribedRequest,
  describeRequest,
  REQUEST_ID_HEADER,
  withRequestId,
} from './describeRequest.ts';
import { endpointPattern } from './endpointPattern.ts';
import { wholeMs } from './latencyTimer.ts';

/**
 * What of requests is logged, and which get a header.
 *
 * @example
 * ```ts
 * events.instrumentFetch({
 *   headerOrigins: ['https://api.example'],
 *   endpointOf: ({ pathname }) => pathname.replace(/^\/audio\/.*$/, '/audio/:file'),
 *   ignore: ({ pathname }) => pathname === '/health',
 * });
 * ```
 */
export interface FetchOptions {
  /**
   * Origins that `X-Request-Id` is always sent to, such as `https://api.example`. Others than the page's own must allow it
   * (`Access-Control-Allow-Headers`): the browser asks them before the request.
   *
   * Default: the page's own origin, but for what might be redirected to another one, which would have to allow the header: the first request of
   * each endpoint goes without, and shows whether it is. Name your own origin here where it never is.
   */
  readonly headerOrigins?: readonly string[];
  /**
   * What `endpoint` is for an address. Default: its path with `:id` for what looks like one, without the query; for other origins with the
   * origin before it.
   */
  readonly endpointOf?: (url: URL, method: string) => string;
  /** Which requests are left alone, and not logged. Those of the SDK to its relay always are. Default: no others. */
  readonly ignore?: (url: URL, method: string) => boolean;
}

/** A request that was answered, or failed. */
export interface TracedRequest {
  readonly endpoint: string;
  readonly method: string;
  readonly status_code: number | null;
  readonly duration_ms: number;
  readonly request_id: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface FetchTracer {
  /** Whether requests of an endpoint stay where they are sent to; those of one that is not in it were not seen yet. */
  readonly staysHere: Map<string, boolean>;
  /** Whether the header is sent to the page's own origin in any case. */
  readonly isSure: boolean;
  readonly options: FetchOptions;
  readonly baseUrl: () => string | undefined;
  readonly monotonicMs: () => number;
  readonly requestId: () => string;
  readonly log: (request: TracedRequest) => void;
}

type Fetch = typeof fetch;

/**
 * Calls `original` and logs how it went. What comes of it is what `original` gives, one microtask later; nothing of ours is thrown, and
 * neither body is touched.
 *
 * The promise is one that follows the original: to watch that one itself would hide from the page that nobody handles its rejection.
 */
export function traceFetch(
  tracer: FetchTracer,
  original: (...args: Parameters<Fetch>) => Promise<Response>,
  args: Parameters<Fetch>,
): Promise<Response> {
  const plan = planTrace(tracer, args);
  if (plan === undefined) return original(...args);
  const startMs = tracer.monotonicMs();
  const log = (outcome: Outcome) =>
    quietly(() => {
      learn(tracer.staysHere, plan, outcome);
      tracer.log(tracedRequest(tracer, plan, startMs, outcome));
    });
  return original(...plan.args).then(
    (response) => {
      log({ response });
      return response;
    },
    (error: unknown) => {
      log({ error });
      throw error;
    },
  );
}

interface TracePlan {
  readonly request: DescribedRequest;
  readonly endpoint: string;
  readonly id: string;
  readonly isOwnOrigin: boolean;
  readonly args: Parameters<Fetch>;
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

function planTrace(tracer: FetchTracer, args: Parameters<Fetch>): TracePlan | undefined {
  // Without an address, `fetch` says what is wrong.
  if ((args as readonly unknown[]).length === 0) return undefined;
  return quietly(() => {
    const { options, baseUrl, requestId } = tracer;
    const [input, init] = args;
    const request = describeRequest(input, init, baseUrl());
    if (request === undefined || request.isOwn || options.ignore?.(request.url, request.method))
      return undefined;
    const ownOrigin = originOf(baseUrl());
    const endpoint =
      options.endpointOf?.(request.url, request.method) ?? endpointPattern(request.url, ownOrigin);
    const id = request.givenId ?? requestId();
    const isOwnOrigin = request.url.origin === ownOrigin;
    const isSafe =
      options.headerOrigins?.includes(request.url.origin) === true ||
      (isOwnOrigin && (tracer.isSure || tracer.staysHere.get(endpoint) === true));
    const marked = isSafe && request.givenId === undefined ? withRequestId(input, init, id) : undefined;
    return { request, endpoint, id, isOwnOrigin, args: marked === undefined ? args : [marked[0], marked[1]] };
  });
}

/** More than any service has routes; a page whose endpoints are no patterns learns anew. */
const ENDPOINT_LIMIT = 1_000;

/**
 * An address of one's own may send the request on to another origin, which has to allow the header or the request fails. That looks like a
 * network that is gone: then it is found out anew.
 */
function learn(
  staysHere: Map<string, boolean>,
  { endpoint, request, isOwnOrigin }: TracePlan,
  outcome: Outcome,
): void {
  if (!isOwnOrigin || staysHere.get(endpoint) === false) return;
  if (staysHere.size >= ENDPOINT_LIMIT) staysHere.clear();
  if ('error' in outcome) staysHere.delete(endpoint);
  else if (outcome.response.type === 'basic' || outcome.response.redirected)
    staysHere.set(endpoint, originOf(outcome.response.url) === request.url.origin);
}

function tracedRequest(
  { monotonicMs }: FetchTracer,
  { request, endpoint, id }: TracePlan,
  startMs: number,
  outcome: Outcome,
): TracedRequest {
  const base = { endpoint, method: request.method, duration_ms: wholeMs(startMs, monotonicMs()) };
  if ('error' in outcome)
    return { ...base, status_code: null, request_id: id, data: failureOf(outcome.error) };
  const { status, type, headers } = outcome.response;
  const answeredId = headers.get(REQUEST_ID_HEADER);
  return {
    ...base,
    // An opaque answer tells no status.
    status_code: status === 0 ? null : status,
    request_id: answeredId ?? id,
    ...(status === 0 && { data: { response_type: type } }),
    ...(answeredId !== null && answeredId !== id && { data: { sent_request_id: id } }),
  };
}

/** An abort is the page's own wish, and no failure of the server. */
function failureOf(error: unknown): Readonly<Record<string, unknown>> {
  const { name, message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  if (name === 'AbortError') return { aborted: true };
  return { failed: name === undefined ? String(error) : `${String(name)}: ${String(message)}` };
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
