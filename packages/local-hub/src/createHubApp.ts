import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { signIn } from './access.ts';
import { answerError, answerNotFound } from './answerError.ts';
import type { FaultControl, FaultSource } from './faults.ts';
import { followMoves, type RepoMoves } from './followMoves.ts';
import type { HubApp, HubEnv, HubParts } from './hubEnv.ts';
import { limitRequests } from './limitRequests.ts';
import { logRequests } from './logRequests.ts';
import { meetFaults } from './meetFaults.ts';
import type { LoggedRequest, RequestLog } from './requestLog.ts';
import { addCommitRoutes } from './routes/commitRoutes.ts';
import { addControlRoutes } from './routes/controlRoutes.ts';
import { addLfsRoutes } from './routes/lfsRoutes.ts';
import { addOauthRoutes } from './routes/oauthRoutes.ts';
import { addPageRoutes } from './routes/pageRoutes.ts';
import { addPreuploadRoutes } from './routes/preuploadRoutes.ts';
import { addRepoRoutes } from './routes/repoRoutes.ts';
import { addResolveRoutes } from './routes/resolveRoutes.ts';
import { addStorageRoutes } from './routes/storageRoutes.ts';
import { addTreeRoutes } from './routes/treeRoutes.ts';
import { tellWatchers } from './tellWatchers.ts';
import type { WatcherSource } from './watchers.ts';

export type HubObservers = {
  faults: FaultControl & FaultSource;
  log: RequestLog & { add(entry: LoggedRequest): void };
  moves: RepoMoves;
  watchers: WatcherSource;
};

/** The Hub's HTTP: what every request passes, in order, and then the routes. */
export function createHubApp(parts: HubParts, { faults, log, moves, watchers }: HubObservers): HubApp {
  const app: HubApp = new Hono<HubEnv>();
  app.onError(answerError);
  app.notFound(answerNotFound);
  if (parts.settings.control) addControlRoutes(app, faults, log);

  app.use(logRequests(log, parts.settings.now));
  app.use(tellWatchers(watchers));
  app.use(meetFaults(faults));
  app.use(cors({ origin: '*', exposeHeaders: EXPOSED_HEADERS }));
  app.use(withRequestId);
  app.use(limitRequests(parts.quotas));
  app.use(followMoves(moves));
  addOauthRoutes(app);
  app.use(signIn(parts.settings));

  addRepoRoutes(app, parts);
  addPreuploadRoutes(app, parts);
  addLfsRoutes(app, parts);
  addStorageRoutes(app, parts);
  addCommitRoutes(app, parts);
  addTreeRoutes(app, parts);
  addResolveRoutes(app, parts);
  addPageRoutes(app, parts);
  return app;
}

/** What pages of other origins may read, as on the Hub. */
const EXPOSED_HEADERS = [
  'X-Repo-Commit',
  'X-Request-Id',
  'X-Error-Code',
  'X-Error-Message',
  'X-Total-Count',
  'ETag',
  'Link',
  'Accept-Ranges',
  'Content-Range',
  'X-Linked-Size',
  'X-Linked-ETag',
  'RateLimit',
  'RateLimit-Policy',
];

const withRequestId = createMiddleware<HubEnv>(async (c, next) => {
  c.header('X-Request-Id', `Root=1-${crypto.randomUUID()}`);
  await next();
});
