import type { HubAnswer } from './hubError.ts';
import { UploadBlob } from './uploadBlob.ts';

/** The Hub gives a commit 60 s; who waits less leaves commits behind that landed unseen. */
const TIMEOUT_MS = 90_000;

export interface WatchedFetch {
  readonly fetch: typeof fetch;
  /** The last answer that was no success: `@huggingface/hub` keeps its headers to itself. */
  failure(): HubAnswer | undefined;
}

/** A fetch for the calls of one operation: with a time limit, streaming lazy blobs, and remembering what went wrong. */
export function createWatchedFetch(): WatchedFetch {
  let failed: HubAnswer | undefined;
  const watched = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(init.signal ? [init.signal] : [])];
    const { init: sent, sending } = withStreamedBody({ ...init, signal: AbortSignal.any(signals) });
    const [response] = await Promise.all([fetch(input, sent), sending]);
    if (!response.ok) {
      failed = {
        status: response.status,
        headers: response.headers,
        text: await response.clone().text(),
        fromHub: new Headers(init.headers).has('Authorization'),
      };
    }
    return response;
  };
  return { fetch: watched, failure: () => failed };
}

/** The store behind the Hub wants a Content-Length, which a stream has only with its length fixed beforehand. */
function withStreamedBody(init: RequestInit): { init: RequestInit; sending?: Promise<void> } {
  if (!(init.body instanceof UploadBlob)) return { init };
  const { readable, writable } = new FixedLengthStream(init.body.size);
  // A failure of the way shows in the answer; this end only must not stay unheard.
  const sending = init.body
    .stream()
    .pipeTo(writable)
    .catch(() => undefined);
  return { init: { ...init, body: readable }, sending };
}
