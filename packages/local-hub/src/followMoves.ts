import { createMiddleware } from 'hono/factory';
import type { HubEnv } from './hubEnv.ts';
import type { RepoId } from './repoPath.ts';

/** Repos by the names that they had. */
export type RepoMoves = ReadonlyMap<RepoId, RepoId>;

const REPO_IN_PATH = /^(\/(?:api\/)?datasets\/)([\w.-]+\/[\w.-]+?)((?:\.git)?(?:\/|$))/;

/** Sends who asks for a repo by a former name on to the one it has, as the Hub does: 307 keeps method and body. */
export const followMoves = (moves: RepoMoves) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const [whole = '', before, id, after] = REPO_IN_PATH.exec(pathname) ?? [];
    const moved = moves.get(id as RepoId);
    if (moved === undefined) return next();
    return c.redirect(`${before}${moved}${after}${pathname.slice(whole.length)}${search}`, 307);
  });
