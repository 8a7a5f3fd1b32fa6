import { Hono } from 'hono';
import * as v from 'valibot';
import { requireOperator } from '../auth/requireOperator.ts';
import type { RelayParts } from '../relayParts.ts';
import { readMessage } from '../requestParts.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/datasets/:dataset/erase';

const eraseRequestSchema = v.object({
  userId: v.pipe(v.string(), v.regex(/^[0-9a-f]{12,64}$/, 'userId: expected 12 hex digits or more')),
  /** The repo holds nothing of the person any more. */
  isRepoDone: v.optional(v.boolean(), false),
});

/** `POST /v1/datasets/{dataset}/erase`: gives up what is here of a person, and tells what is in the repo. */
export function eraseRoute({ config, spoolOf, log }: RelayParts): Hono {
  return new Hono()
    .post(PATH, async (c) => {
      await requireOperator(c.req.raw.headers, config.operatorSecret);
      const dataset = c.req.param('dataset');
      const spool = spoolOf(dataset);
      const { userId, isRepoDone } = await readMessage(c, eraseRequestSchema);
      const erasure = await spool.erase(userId, isRepoDone);
      // How much, and not whose.
      log('erased', { dataset, shards: erasure.erased.shards, underWay: erasure.underWay.shards });
      return c.json(erasure, 200, { 'Cache-Control': 'no-store' });
    })
    .all(PATH, wrongMethod('POST'));
}
