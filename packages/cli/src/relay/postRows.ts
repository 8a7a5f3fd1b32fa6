import { PROTOCOL_VERSION, type Problem, parseProblem } from '@parqueue/schema/wire';

/** A table of a dataset that a relay keeps, and the right to write into it. */
export interface RowsRoute {
  /** The relay's address. */
  readonly relayUrl: string;
  /** The dataset, as the relay calls it. */
  readonly dataset: string;
  readonly table: string;
  /** The operator's secret. */
  readonly token: string;
  readonly fetch: typeof fetch;
}

/** What the relay said to rows. */
export type RowsAnswer =
  | { readonly kind: 'taken'; readonly rows: number; readonly known: number }
  | { readonly kind: 'refused'; readonly status: number; readonly problem: Problem | undefined }
  /** The same rows may be sent again. */
  | { readonly kind: 'later'; readonly said: string; readonly retryAfterMs: number | undefined };

/** How long an answer may take. */
const TIMEOUT_MS = 60_000;

/** Sends JSON lines, once. Never throws for what the network does. */
export async function postRows(route: RowsRoute, lines: readonly string[]): Promise<RowsAnswer> {
  const url = `${route.relayUrl.replace(/\/+$/, '')}/v1/datasets/${encodeURIComponent(route.dataset)}/tables/${route.table}/rows`;
  let response: Response;
  let body: unknown;
  try {
    response = await route.fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${route.token}`, 'parqueue-protocol': String(PROTOCOL_VERSION) },
      body: lines.map((line) => `${line}\n`).join(''),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    return { kind: 'later', said: networkProblem(error), retryAfterMs: undefined };
  }
  if (response.ok) {
    const { rows = 0, known = 0 } = (body ?? {}) as { rows?: number; known?: number };
    return { kind: 'taken', rows, known };
  }
  const problem = parseProblem(body);
  const isLater = problem?.retryable ?? (response.status >= 500 || response.status === 429);
  if (!isLater) return { kind: 'refused', status: response.status, problem };
  const said = problem?.detail ?? `status ${response.status}`;
  return { kind: 'later', said, retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now) };
}

/** `Retry-After`: seconds or a date (RFC 9110 §10.2.3). */
export function readRetryAfter(text: string | null, now: () => number): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now());
}

/** What went wrong below HTTP, in words. */
export function networkProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message || error.name;
}
