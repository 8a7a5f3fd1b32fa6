import { parseWhoAmI, type WhoAmI } from './whoAmI.ts';

export interface NewRepo {
  /** `owner/name` */
  readonly repo: string;
  readonly isPrivate: boolean;
}

/** What is asked of the Hub once, with one token. Each call throws an error that says what came of it. */
export interface HubAccount {
  /** Asked once: the Hub refuses who asks it often. */
  whoAmI(): Promise<WhoAmI>;
  /** Whether the token sees a dataset repo of this name, `owner/name`. */
  hasRepo(repo: string): Promise<boolean>;
  createRepo(repo: NewRepo): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** @param hubUrl without a slash at the end */
export function openHubAccount(hubUrl: string, token: string): HubAccount {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...init.headers, Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(`${hubUrl}${path}`, { ...init, headers, signal }).catch((error: unknown) => {
      throw new Error(`${hubUrl} was not reached (${reasonOf(error)}); nothing was written`);
    });
    if (response.status === 429)
      throw new Error(`${hubUrl} is asked too often just now; try again in some minutes`);
    return response;
  };
  return {
    async whoAmI() {
      const response = await ask('/api/whoami-v2');
      if (response.status === 401)
        throw new Error(`${hubUrl} does not know the token: it was revoked, or is not whole`);
      if (!response.ok) throw unexpected(response);
      return parseWhoAmI(await response.json());
    },
    async hasRepo(repo) {
      const response = await ask(`/api/datasets/${repo}`);
      if (response.ok) return true;
      if ([401, 403, 404].includes(response.status)) return false;
      throw unexpected(response);
    },
    async createRepo({ repo, isPrivate }) {
      const [organization, name] = repo.split('/');
      const response = await ask('/api/repos/create', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'dataset', organization, name, private: isPrivate }),
      });
      // 409: it was made meanwhile.
      if (!response.ok && response.status !== 409) throw unexpected(response);
    },
  };
}

const unexpected = ({ url, status }: Response): Error => new Error(`${url} answered ${status}`);

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return 'unknown';
}
