import {
  type DescribedRequest,
  describeRequest,
  REQUEST_ID_HEADER,
  withRequestId,
} from './describeRequest.ts';
import { endpointPattern } from './endpointPattern.ts';
import { wholeMs } from './latencyTimer.ts';

/** What of requests is logged, and which get a header. */
export interface FetchOptions {
  /**
   * Other origins that `X-Request-Id` is sent to, such as `https://api.example`. They must allow it (`Access-Control-Allow-Headers`): the
   * browser asks them before the request. Default: none but the page's own.
   */
  readonly headerOrigins?: readonly string[];
  /**
   * What `endpoint` is for an address. Default: its path with `:id` for what looks like one, without the query; for other origins with the
   * origin before it.
   */
  readonly endpointOf?: (url: URL, method: string) => string;
  /** Which requests are left alone, and not logged. Those of the SDK to its relay always are. */
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
  /** What became of the header, by endpoint. */
  readonly headerWorks: Map<string, boolean>;
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
      if (plan.isMarked) learn(tracer.headerWorks, plan, outcome);
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
  readonly isMarked: boolean;
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
    const { origin } = request.url;
    const isAllowed = origin === ownOrigin || options.headerOrigins?.includes(origin) === true;
    const takesHeader =
      isAllowed && request.givenId === undefined && tracer.headerWorks.get(endpoint) !== false;
    const marked = takesHeader ? withRequestId(input, init, id) : undefined;
    const isMarked = marked !== undefined;
    return { request, endpoint, id, isMarked, args: isMarked ? [marked[0], marked[1]] : args };
  });
}

/** More than any service has routes; a page whose endpoints are no patterns learns anew. */
const ENDPOINT_LIMIT = 1_000;

/**
 * An address of one's own may send the request on to another origin, which has to allow the header. Where that went wrong, or went there, the
 * next requests are sent without.
 */
function learn(headerWorks: Map<string, boolean>, { endpoint, request }: TracePlan, outcome: Outcome): void {
  if (headerWorks.size >= ENDPOINT_LIMIT) headerWorks.clear();
  if ('response' in outcome) {
    const { redirected, url } = outcome.response;
    headerWorks.set(endpoint, !redirected || originOf(url) === request.url.origin);
  } else if (outcome.error instanceof TypeError && !headerWorks.has(endpoint))
    headerWorks.set(endpoint, false);
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
