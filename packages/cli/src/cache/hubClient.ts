import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../commandError.ts';
import type { Talk } from '../output/createTalk.ts';

export interface HubClientOptions {
  readonly hubUrl: string;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
  readonly talk: Talk;
  /** Milliseconds to wait; tests do not wait. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Asks the Hub, and asks again where that may help. */
export interface HubClient {
  /** An answer of 2xx; `undefined` at 404. */
  get(path: string, init?: { range?: string; signal?: AbortSignal }): Promise<Response | undefined>;
  readonly requestCount: number;
}

const TRIES = 5;
const MAX_WAIT_S = 330;

export function createHubClient(options: HubClientOptions): HubClient {
  const { hubUrl, token, talk } = options;
  const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  let requestCount = 0;
  /** Nobody asks before: the Hub said that nothing is left. */
  let pause: Promise<void> | undefined;

  async function ask(
    url: string,
    range: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    await pause;
    requestCount++;
    const headers: Record<string, string> = {};
    if (token !== undefined && new URL(url).origin === new URL(hubUrl).origin)
      headers['authorization'] = `Bearer ${token}`;
    if (range !== undefined) headers['range'] = range;
    return options.fetch(url, { headers, ...(signal && { signal }) });
  }

  const holdBack = (seconds: number, signal: AbortSignal | undefined): Promise<void> => {
    pause ??= wait(Math.min(seconds, MAX_WAIT_S) * 1000, signal).finally(() => {
      pause = undefined;
    });
    return pause;
  };

  async function tryOnce(
    url: string,
    range: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    let response: Response;
    try {
      response = await ask(url, range, signal);
    } catch (error) {
      signal?.throwIfAborted();
      return { kind: 'failed', problem: networkProblem(error) };
    }
    if (response.ok) {
      if (remainingOf(response) === 0) void holdBack(resetOf(response), signal).catch(() => undefined);
      return { kind: 'answered', response };
    }
    await response.body?.cancel();
    const { status } = response;
    if (status === 404) return { kind: 'answered', response: undefined };
    if (status === 429) return { kind: 'failed', problem: 'status 429', waitS: resetOf(response) };
    return status >= 500 ? { kind: 'failed', problem: `status ${status}` } : { kind: 'refused', status };
  }

  async function waitAfter(
    { problem, waitS }: Extract<Outcome, { kind: 'failed' }>,
    attempt: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const seconds = waitS ?? 2 ** attempt;
    talk.debug(`${problem}; again in ${seconds} s`);
    await (waitS === undefined ? wait(seconds * 1000, signal) : holdBack(seconds, signal));
  }

  return {
    get requestCount() {
      return requestCount;
    },
    async get(path, { range, signal } = {}) {
      const url = path.startsWith('http') ? path : `${hubUrl}${path}`;
      for (let attempt = 0; ; attempt++) {
        const outcome = await tryOnce(url, range, signal);
        if (outcome.kind === 'answered') return outcome.response;
        if (outcome.kind === 'refused') throw refused(path, outcome.status, token);
        if (attempt === TRIES - 1) throw givenUp(hubUrl, path, outcome.problem);
        await waitAfter(outcome, attempt, signal);
      }
    },
  };
}

const givenUp = (hubUrl: string, path: string, problem: string): CommandError =>
  new CommandError(`${hubUrl}: ${path} could not be read: ${problem}; run it again to go on from here`);

type Outcome =
  | { readonly kind: 'answered'; readonly response: Response | undefined }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly problem: string; readonly waitS?: number };

const networkProblem = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

function refused(path: string, status: number, token: string | undefined): CommandError {
  const advice =
    status === 401 || status === 403
      ? token === undefined
        ? 'a private dataset needs a token: set HF_TOKEN'
        : 'the token may not read it: check HF_TOKEN'
      : 'see the address';
  return new CommandError(`${path}: the Hub answers ${status}; ${advice}`);
}

/** `RateLimit: "resolvers";r=42;t=120` (https://huggingface.co/docs/hub/rate-limits). */
const remainingOf = (response: Response): number | undefined => numberOf(response, /;\s*r=(\d+)/);

/** Seconds until there may be asked again. */
function resetOf(response: Response): number {
  const after = Number(response.headers.get('retry-after'));
  if (after > 0) return after;
  return Math.max(1, numberOf(response, /;\s*t=(\d+)/) ?? 60);
}

function numberOf(response: Response, pattern: RegExp): number | undefined {
  const found = pattern.exec(response.headers.get('ratelimit') ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}
