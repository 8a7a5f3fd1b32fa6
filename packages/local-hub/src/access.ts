import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HubEnv } from './hubEnv.ts';
import {
  createForbidden,
  entryNotFound,
  invalidCredentials,
  repoNotFound,
  revisionNotFound,
  writeForbidden,
} from './hubError.ts';
import { isHubToken, type LocalHubSettings } from './options.ts';
import { parseRepoId, type RepoId } from './repoPath.ts';
import type { Commit, Repo, RepoStore, TreeEntry } from './store/repoStore.ts';
import { mayCreate, mayWrite } from './tokenAccess.ts';

/** Says who asks. A token that is not accepted is refused even where none is needed, as on the Hub. */
export const signIn = ({ token, access }: LocalHubSettings) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const header = c.req.header('authorization');
    c.set('isSignedIn', header !== undefined);
    c.set('access', access);
    if (header !== undefined) {
      const given = /^bearer (.+)$/i.exec(header)?.[1] ?? '';
      const isAccepted = token === undefined ? isHubToken(given) : given === token;
      if (!isAccepted) throw invalidCredentials();
    }
    await next();
  });

export function requireSignIn(c: Context<HubEnv>): void {
  if (!c.get('isSignedIn')) throw repoNotFound(false);
}

/** The repo that a route names; a private one does not exist for those who are not signed in. */
export function findRepo(c: Context<HubEnv>, store: RepoStore): Repo {
  const isSignedIn = c.get('isSignedIn');
  // Git's own addresses end in .git.
  const name = (c.req.param('name') ?? '').replace(/\.git$/, '');
  const repo = store.find(parseRepoId(c.req.param('namespace') ?? '', name));
  if (!repo || (repo.isPrivate && !isSignedIn)) throw repoNotFound(isSignedIn);
  return repo;
}

export function findRepoToWrite(c: Context<HubEnv>, store: RepoStore): Repo {
  requireSignIn(c);
  const repo = findRepo(c, store);
  if (!mayWrite(c.get('access'), repo.id)) throw writeForbidden();
  return repo;
}

export function requireRightToCreate(c: Context<HubEnv>, repo: RepoId): void {
  if (!mayCreate(c.get('access'), repo)) throw createForbidden(repo);
}

export function findRevision(repo: Repo, revision: string): Commit {
  const commit = repo.findCommit(revision);
  if (!commit) throw revisionNotFound(revision);
  return commit;
}

/** There is one branch, so that is the only place to write to. */
export function requireBranch(revision: string): void {
  if (revision !== 'main' && revision !== 'refs/heads/main') throw revisionNotFound(revision);
}

export function findFile(repo: Repo, commit: Commit, path: string): TreeEntry {
  const entry = repo.tree(commit).get(path);
  if (!entry) throw entryNotFound();
  return entry;
}
