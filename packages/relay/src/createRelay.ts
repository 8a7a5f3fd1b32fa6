import { HEADER } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { createProblemAnswer } from './answerProblem.ts';
import { createTicketMode } from './auth/createTicketMode.ts';
import { createKeyedHash } from './auth/keyedHash.ts';
import { createTokenSigner } from './auth/signedToken.ts';
import { createTicketRate } from './auth/ticketRate.ts';
import { createUserId } from './auth/userId.ts';
import type { RelayBindings } from './bindings.ts';
import { parseConfig, type RelayConfig } from './config.ts';
import { consoleLog } from './log.ts';
import { RelayError } from './relayError.ts';
import type { RelayParts } from './relayParts.ts';
import { deadRoutes } from './routes/deadRoutes.ts';
import { eraseRoute } from './routes/eraseRoute.ts';
import { healthRoute } from './routes/healthRoute.ts';
import { metricsRoute } from './routes/metricsRoute.ts';
import { misconfiguredRoutes } from './routes/misconfiguredRoutes.ts';
import { shardRoutes } from './routes/shardRoutes.ts';
import { statusRoutes } from './routes/statusRoutes.ts';
import { ticketRoute } from './routes/ticketRoute.ts';
import { securityHeaders } from './securityHeaders.ts';
import { createSpoolDoor } from './spool/spoolDoor.ts';
import { servedTables } from './tables.ts';

export interface Relay {
  fetch(request: Request): Response | Promise<Response>;
  /** Wakes every spool, in case its alarm got lost. */
  watch(): Promise<void>;
}

/** Preflights are requests that are paid for; this is as long as browsers keep them. */
const PREFLIGHT_MAX_AGE_S = 7200;

/** The composition root of the Worker. A wrong configuration is told at once, in the log and by every route. */
export function createRelay(bindings: RelayBindings): Relay {
  const parsed = parseConfig(bindings);
  if (parsed.kind === 'misconfigured') {
    for (const problem of parsed.problems) consoleLog('misconfigured', { problem });
    const app = createApp(new Set()).route('/', misconfiguredRoutes(parsed.problems));
    return { fetch: app.fetch, watch: async () => undefined };
  }
  const parts = createParts(bindings, parsed.config);
  const app = createApp(parsed.config.origins)
    .route('/', ticketRoute(parts))
    .route('/', shardRoutes(parts))
    .route('/', healthRoute(parts))
    .route('/', metricsRoute(parts))
    .route('/', statusRoutes(parts))
    .route('/', deadRoutes(parts))
    .route('/', eraseRoute(parts));
  return {
    fetch: app.fetch,
    async watch() {
      await Promise.all([...parsed.config.datasets.keys()].map((dataset) => parts.spoolOf(dataset).wake()));
    },
  };
}

function createParts(bindings: RelayBindings, config: RelayConfig): RelayParts {
  const keyedHash = createKeyedHash(config.secret);
  const clock = Date.now;
  const rate = createTicketRate(bindings.TICKET_RATE);
  return {
    config,
    tables: servedTables,
    signer: createTokenSigner(config.secret),
    keyedHash,
    userIdOf: createUserId(keyedHash, config.userIds),
    ticketMode: createTicketMode(config.tickets, { hubUrl: config.hubUrl, rate, clock, log: consoleLog }),
    spoolOf(dataset) {
      const { spoolCount } = config;
      if (config.datasets.has(dataset))
        return createSpoolDoor({ namespace: bindings.SPOOL, dataset, spoolCount });
      throw new RelayError('dataset_unknown', 'DATASETS of the relay does not hold this dataset');
    },
    clock,
  };
}

/** What holds for every route: an id, what browsers may make of an answer, the rules of other origins, and one place for errors. */
function createApp(origins: ReadonlySet<string>): Hono {
  const app = new Hono();
  app.use(requestId());
  app.use(securityHeaders());
  app.use(
    cors({
      origin: (origin) => (origins.has(origin) ? origin : null),
      allowMethods: ['GET', 'PUT', 'POST'],
      allowHeaders: ['Authorization', 'Content-Type', ...Object.values(HEADER)],
      exposeHeaders: ['Retry-After', 'X-Request-Id'],
      maxAge: PREFLIGHT_MAX_AGE_S,
    }),
  );
  app.onError(createProblemAnswer(consoleLog));
  app.notFound(() => {
    throw new RelayError('not_found', 'the relay has no such route');
  });
  return app;
}
