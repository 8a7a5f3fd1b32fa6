import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type HubErrorCode = 'RepoNotFound' | 'RevisionNotFound' | 'EntryNotFound';

/** An answer of the Hub that is not a success: the status, the text of `error`, and the code of `X-Error-Code`. */
export class HubError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: HubErrorCode | undefined;
  readonly extra: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    message: string,
    options: { code?: HubErrorCode; extra?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'HubError';
    this.status = status;
    this.code = options.code;
    this.extra = options.extra ?? {};
  }
}

export const badRequest = (message: string) => new HubError(400, message);

/** The Hub hides whether a repo exists from those who are not signed in, so they get 401 for 404. */
export const repoNotFound = (isSignedIn: boolean) =>
  isSignedIn
    ? new HubError(404, 'Repository not found', { code: 'RepoNotFound' })
    : new HubError(401, 'Invalid username or password.', { code: 'RepoNotFound' });

export const revisionNotFound = (revision: string) =>
  new HubError(404, `Invalid rev id: ${revision}`, { code: 'RevisionNotFound' });

export const entryNotFound = (message = 'Entry not found') =>
  new HubError(404, message, { code: 'EntryNotFound' });

/** Python reports any other 401 text as a missing repo. */
export const invalidCredentials = () => new HubError(401, 'Invalid credentials in Authorization header');

/** Who may read but not write is pointed to a pull request. */
export const writeForbidden = () =>
  new HubError(403, 'Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request.');

export const createForbidden = (repo: string) =>
  new HubError(
    403,
    `You don't have the rights to create a dataset under the namespace "${repo.split('/')[0]}".`,
  );

export const parentChanged = () =>
  new HubError(412, 'A commit has happened since. Please refresh and try again.');

export const commitInProgress = () =>
  new HubError(409, 'Another commit is in progress on this repository. Please retry later.');

export const tooLarge = (limitBytes: number) =>
  new HubError(413, `Request body is larger than the ${limitBytes} bytes that are accepted here`);
