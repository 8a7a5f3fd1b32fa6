import { HubApiError, listCommits, pathsInfo } from '@huggingface/hub';
import { commitFiles, storeFiles } from './commitFiles.ts';
import { postToHub } from './hubAccess.ts';
import type { HubClient } from './hubClient.ts';
import { classifyAnswer, type HubAnswer, HubError } from './hubError.ts';
import { createWatchedFetch } from './watchedFetch.ts';

export interface HfHubOptions {
  /** Without a slash at the end. */
  readonly hubUrl: string;
  /** `owner/name` */
  readonly repo: string;
  readonly accessToken: string;
}

/**
 * The Hub over HTTP. What is small `@huggingface/hub` does; commits are our own: the library holds whole files, five at a time, and its Xet
 * compiles WebAssembly at run time, which Workers forbid.
 */
export function createHfHubClient({ hubUrl, repo, accessToken }: HfHubOptions): HubClient {
  const common = { repo: { type: 'dataset', name: repo } as const, hubUrl, accessToken };

  return {
    history: (count) =>
      watched(async (fetch) => {
        const commits = [];
        for await (const { oid, title, message } of listCommits({ ...common, fetch, batchSize: count })) {
          commits.push({ commit: oid, title, description: message });
          if (commits.length === count) break;
        }
        return commits;
      }),

    files: (paths) =>
      watched(async (fetch) => {
        const found = await pathsInfo({ ...common, fetch, paths: [...paths], expand: true });
        return found.map(({ path, size, lfs, lastCommit }) => ({
          path,
          sizeBytes: size,
          sha256: lfs?.oid,
          commit: lastCommit?.id,
        }));
      }),

    readText: (path, revision) =>
      watched(async (fetch) => {
        const url = `${hubUrl}/datasets/${repo}/resolve/${revision}/${path}`;
        const response = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
        if (response.ok) return response.text();
        const absent = response.status === 404 && response.headers.get('X-Error-Code') === 'EntryNotFound';
        await response.body?.cancel();
        if (absent) return undefined;
        throw new Error(`${path} could not be read`);
      }),

    store: (files) => watched((fetch) => storeFiles({ hubUrl, repo, accessToken, fetch }, files)),

    commit: (request) => watched((fetch) => commitFiles({ hubUrl, repo, accessToken, fetch }, request)),

    squash: (title) =>
      watched(async (fetch) => {
        const body = JSON.stringify({ message: title });
        await postToHub({ hubUrl, repo, accessToken, fetch }, `/api/datasets/${repo}/super-squash/main`, {
          body,
        });
      }),
  };
}

/** Runs calls of one operation and turns whatever they throw into a `HubError`. */
async function watched<T>(operation: (fetch: typeof globalThis.fetch) => Promise<T>): Promise<T> {
  const { fetch, failure } = createWatchedFetch();
  try {
    return await operation(fetch);
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    const answer = failure() ?? answerIn(cause);
    if (answer === undefined)
      throw new HubError({ kind: 'unavailable' }, `the Hub gave no answer: ${nameOf(cause)}`);
    // The message of the cause may hold the signed address of an upload; the answer's own words do not.
    throw new HubError(classifyAnswer(answer), `the Hub answered ${answer.status}: ${wordsOf(answer)}`);
  }
}

function answerIn(cause: unknown): HubAnswer | undefined {
  if (!(cause instanceof HubApiError)) return undefined;
  return { status: cause.statusCode, headers: new Headers(), text: cause.message, fromHub: true };
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'unknown');

function wordsOf({ text, headers }: HubAnswer): string {
  const requestId = headers.get('X-Request-Id');
  const suffix = requestId === null ? '' : ` (request ${requestId})`;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body) return `${String(body.error)}${suffix}`;
  } catch {
    // Not JSON: a proxy's page. Its text is of no use to anybody.
  }
  return `no reason given${suffix}`;
}
