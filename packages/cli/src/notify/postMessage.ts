import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../commandError.ts';
import type { Talk } from '../output/createTalk.ts';

export interface PostParts {
  readonly fetch: typeof fetch;
  readonly talk: Talk;
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly random: () => number;
  readonly now: () => number;
  /** First wait after a failure; it doubles. */
  readonly firstWaitMs?: number;
}

const TRIES = 5;
const TIMEOUT_MS = 15_000;
/** Who asks for more is not waited for: a report is better told as failed than never ended. */
const LONGEST_WAIT_MS = 120_000;

/**
 * Sends a message to a webhook. What is not reached, too busy (429) or broken (5xx) is asked again, after the time that it names or ever longer
 * ones; what refuses is not. A message whose answer was lost may come twice.
 *
 * @throws {CommandError} naming the host and what it said. Never the address: that is a secret.
 */
export async function postMessage(url: string, body: unknown, parts: PostParts): Promise<void> {
  const { host } = new URL(url);
  const { talk, signal, firstWaitMs = 1000 } = parts;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryPost(url, body, parts);
    if (outcome.isOk) return;
    signal.throwIfAborted();
    const said = `${host}: the message was not taken: ${outcome.problem}`;
    if (!outcome.isPassing) throw new CommandError(said);
    const backoffMs = firstWaitMs * 2 ** (attempt - 1) * (0.75 + parts.random() / 2);
    const waitMs = outcome.waitMs ?? backoffMs;
    if (attempt === TRIES) throw new CommandError(`${said}, after ${TRIES} tries`);
    if (waitMs > LONGEST_WAIT_MS)
      throw new CommandError(`${said}; it asks to wait ${Math.ceil(waitMs / 1000)} s`);
    talk.debug(`${said}; again in ${Math.ceil(waitMs / 1000)} s`);
    await sleep(waitMs, undefined, { signal });
  }
}

type Outcome =
  | { readonly isOk: true }
  | {
      readonly isOk: false;
      /** Whether it is worth another try. */
      readonly isPassing: boolean;
      readonly problem: string;
      readonly waitMs?: number | undefined;
    };

async function tryPost(url: string, body: unknown, { fetch, signal, now }: PostParts): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      // Elsewhere than to the address that was given, nothing is sent.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    if (response.ok) return { isOk: true };
    const problem = `${response.status} ${text.replace(/\s+/g, ' ').slice(0, 200)}`.trim();
    const isPassing = response.status === 429 || response.status >= 500;
    return {
      isOk: false,
      isPassing,
      problem,
      waitMs: isPassing ? askedWait(response, text, now()) : undefined,
    };
  } catch (error) {
    // Node says "fetch failed" and keeps why in the cause, which names host and port at most.
    const { message, cause } = error as Error;
    return { isOk: false, isPassing: true, problem: cause instanceof Error ? cause.message : message };
  }
}

/** `Retry-After`, in seconds or as a date; Discord says it in its body too, more finely. */
function askedWait(response: Response, text: string, nowMs: number): number | undefined {
  const inBody = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(text)?.[1];
  const header = response.headers.get('Retry-After');
  const seconds = Number(inBody ?? header ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const atMs = Date.parse(header ?? '');
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
