import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createOperatorSessions } from '../auth/operatorSession.ts';
import { isOperatorSecret, operatorMissing, requireOperator } from '../auth/requireOperator.ts';
import { RelayError } from '../relayError.ts';
import type { RelayParts } from '../relayParts.ts';
import type { DatasetFacts } from '../status/datasetFacts.ts';
import { deadPage } from '../status/deadPage.ts';
import type { Html } from '../status/html.ts';
import { pageHeaders } from '../status/pageHeaders.ts';
import { signInPage } from '../status/signInPage.ts';
import { spoolFactsOf } from '../status/spoolFactsOf.ts';
import { REFRESH_S, statusPage } from '../status/statusPage.ts';
import { PAGE_MAX_COUNT, pageOf } from './deadRoutes.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/status';
const DEAD_PATH = `${PATH}/:dataset/dead`;

/** A form of one secret. */
const FORM_MAX_BYTES = 4096;

/** The pages for the operator: by bearer as elsewhere, or in a browser that has signed in. Nothing can be changed by them. */
export function statusRoutes(parts: RelayParts): Hono {
  const { config, spoolOf, clock } = parts;
  const { operatorSecret, secret } = config;
  if (operatorSecret === null) return new Hono().all(`${PATH}/*`, () => Promise.reject(operatorMissing()));
  const sessions = createOperatorSessions({ secret, operatorSecret, clock });

  const app = new Hono();
  app.get(`${PATH}/*`, async (c, next) => {
    const { headers } = c.req.raw;
    if (headers.has('Authorization')) await requireOperator(headers, operatorSecret);
    else if (!(await sessions.isOpen(c))) return askToSignIn(c, false);
    return next();
  });
  return app
    .get(PATH, async (c) => {
      const datasets = await Promise.all(
        Array.from(config.datasets, ([dataset, repo]) => factsOf(parts, dataset, repo)),
      );
      const isRefreshing = c.req.query('refresh') !== 'off';
      if (isRefreshing) c.header('Refresh', String(REFRESH_S));
      return answerPage(c, statusPage({ datasets, isRefreshing, now: clock() }), 200);
    })
    .get(DEAD_PATH, async (c) => {
      const dataset = c.req.param('dataset');
      const after = c.req.query('after') ?? '';
      const { dead, next } = pageOf(await spoolOf(dataset).deadLetters(after, PAGE_MAX_COUNT + 1));
      const page = deadPage({ dataset, letters: dead, next, isFirst: after === '', now: clock() });
      return answerPage(c, page, 200);
    })
    .post(PATH, bodyLimit({ maxSize: FORM_MAX_BYTES, onError: refuseForm }), async (c) => {
      const form = await c.req.parseBody();
      if (form['leave'] !== undefined) sessions.close(c);
      else if (await isOperatorSecret(String(form['secret'] ?? ''), operatorSecret)) await sessions.open(c);
      else return askToSignIn(c, true);
      // Asked for anew, so that going back does not send the secret again.
      return c.redirect(PATH, 303);
    })
    .all(PATH, wrongMethod('GET, POST'))
    .all(DEAD_PATH, wrongMethod('GET'));
}

async function factsOf(
  { config, spoolOf, log }: RelayParts,
  dataset: string,
  repo: string,
): Promise<DatasetFacts> {
  const facts = { dataset, repo, repoUrl: `${config.hubUrl}/datasets/${repo}` };
  try {
    return {
      ...facts,
      spool: spoolFactsOf(await spoolOf(dataset).status(), {
        ...config,
        spoolMaxBytes: config.spoolMaxBytes * config.spoolCount,
      }),
    };
  } catch (error) {
    log('status_failed', { dataset, problem: error instanceof Error ? error.message : 'unknown' });
    return { ...facts, spool: undefined };
  }
}

const askToSignIn = (c: Context, isRefused: boolean): Promise<Response> => {
  c.header('WWW-Authenticate', 'Bearer realm="operator"');
  return answerPage(c, signInPage(isRefused), 401);
};

const answerPage = async (c: Context, page: Html, status: 200 | 401): Promise<Response> =>
  c.body(String(await page), status, await pageHeaders());

function refuseForm(): never {
  throw new RelayError('message_too_large', `the form has at most ${FORM_MAX_BYTES} bytes`);
}
