import { createUuid7 } from '@parqueue/schema/uuid7';
import { HEADER } from '@parqueue/schema/wire';
import { Hono, type MiddlewareHandler } from 'hono';
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
import { createEventBuffer } from './events/eventBuffer.ts';
import { type EventTarget, findEventTarget } from './events/eventTarget.ts';
import { createSendEvents } from './events/sendEvents.ts';
import { watchRequests } from './events/watchRequests.ts';
import { createConsoleLog, type Log } from './log.ts';
import { type CountRefusal, createCountRefusal } from './refusals/countRefusals.ts';
import { RelayError } from './relayError.ts';
import type { RelayParts } from './relayParts.ts';
import type { RelayPlatform } from './relayPlatform.ts';
import { deadRoutes } from './routes/deadRoutes.ts';
import { eraseRoute } from './routes/eraseRoute.ts';
import { healthRoute } from './routes/healthRoute.ts';
import { metricsRoute } from './routes/metricsRoute.ts';
import { misconfiguredRoutes } from './routes/misconfiguredRoutes.ts';
import { rowsRoute } from './routes/rowsRoute.ts';
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

/** Of whoever asks, if it is made of letters, digits, `_`, `-` and `=`; else one is made. */
const REQUEST_ID_MAX_LENGTH = 64;

/** The composition root of the Worker. A wrong configuration is told at once, in the log and by every route. */
export function createRelay(bindings: RelayBindings, platform: RelayPlatform): Relay {
  const parsed = parseConfig(bindings);
  if (parsed.kind === 'misconfigured') return misconfigured(parsed.problems);
  const parts = createParts(bindings, parsed.config);
  let target: EventTarget | undefined;
  try {
    target = findEventTarget(parsed.config, servedTables);
  } catch (error) {
    return misconfigured([(error as Error).message]);
  }
  const app = createApp({
    origins: parsed.config.origins,
    log: parts.log,
    watch: target && createWatch(target, parts, platform),
    countRefusal: createCountRefusal(parts, platform),
  })
    .route('/', ticketRoute(parts))
    .route('/', shardRoutes(parts))
    .route('/', rowsRoute(parts))
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

function misconfigured(problems: readonly string[]): Relay {
  const log = createConsoleLog('info');
  for (const problem of problems) log('misconfigured', { problem });
  const app = createApp({
    origins: new Set(),
    log,
    watch: undefined,
    countRefusal: () => undefined,
  }).route('/', misconfiguredRoutes(problems));
  return { fetch: app.fetch, watch: async () => undefined };
}

function createParts(bindings: RelayBindings, config: RelayConfig): RelayParts {
  const keyedHash = createKeyedHash(config.secret);
  const clock = Date.now;
  const rate = createTicketRate(bindings.TICKET_RATE);
  const log = createConsoleLog(config.logLevel);
  return {
    config,
    tables: servedTables,
    signer: createTokenSigner(config.secret),
    keyedHash,
    userIdOf: createUserId(keyedHash, config.userIds),
    ticketMode: createTicketMode(config.tickets, { hubUrl: config.hubUrl, rate, clock, log }),
    spoolOf(dataset) {
      const { spoolCount } = config;
      if (config.datasets.has(dataset))
        return createSpoolDoor({ namespace: bindings.SPOOL, dataset, spoolCount });
      throw new RelayError('dataset_unknown', 'DATASETS of the relay does not hold this dataset');
    },
    clock,
    log,
  };
}

/** Makes each request a row of that table. */
function createWatch(
  { dataset, table }: EventTarget,
  { spoolOf, clock, log }: RelayParts,
  platform: RelayPlatform,
): MiddlewareHandler {
  const newId = createUuid7(clock, (bytes) => void crypto.getRandomValues(bytes));
  const send = createSendEvents({ table, spool: () => spoolOf(dataset), newId, clock, log });
  return watchRequests(createEventBuffer({ ...platform, send, clock }), clock);
}

interface AppParts {
  readonly origins: ReadonlySet<string>;
  readonly log: Log;
  /** Sees every request. */
  readonly watch: MiddlewareHandler | undefined;
  readonly countRefusal: CountRefusal;
}

/** What holds for every route: an id, what browsers may make of an answer, the rules of other origins, and one place for errors. */
function createApp({ origins, log, watch, countRefusal }: AppParts): Hono {
  const app = new Hono();
  app.use(requestId({ limitLength: REQUEST_ID_MAX_LENGTH }));
  app.use(securityHeaders());
  if (watch !== undefined) app.use(watch);
  app.use(
    cors({
      origin: (origin) => (origins.has(origin) ? origin : null),
      allowMethods: ['GET', 'PUT', 'POST'],
      allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id', ...Object.values(HEADER)],
      exposeHeaders: ['Retry-After', 'X-Request-Id'],
      maxAge: PREFLIGHT_MAX_AGE_S,
    }),
  );
  app.onError(createProblemAnswer(log, countRefusal));
  app.notFound(() => {
    throw new RelayError('not_found', 'the relay has no such route');
  });
  return app;
}
