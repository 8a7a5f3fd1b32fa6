import { MEDIA_TYPE } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { requireOperator } from '../auth/requireOperator.ts';
import { RelayError } from '../relayError.ts';
import type { RelayParts } from '../relayParts.ts';
import type { DeadLetter } from '../spool/deadLetter.ts';
import { wrongMethod } from './wrongMethod.ts';

const LIST = '/v1/datasets/:dataset/dead';
const REQUEUE_ALL = `${LIST}/requeue`;
const ONE = `${LIST}/:shardId`;
const REQUEUE = `${ONE}/requeue`;

export const PAGE_MAX_COUNT = 100;

/** Each is committed alone, out of the commits of the hour, of which new shards need some as well. */
const REQUEUED_MAX_COUNT = 100;

/** `GET …/dead`, in the order of their ids. */
export interface DeadPage {
  readonly dead: readonly DeadLetter[];
  /** What `after` has to be for the next page; null on the last. */
  readonly next: string | null;
}

/** The shards of a dataset that the Hub refuses for good, for the operator to look at, send again or give up. */
export function deadRoutes({ config, spoolOf, log }: RelayParts): Hono {
  const app = new Hono();
  app.use(`${LIST}/*`, async (c, next) => {
    await requireOperator(c.req.raw.headers, config.operatorSecret);
    await next();
    c.res.headers.set('Cache-Control', 'no-store');
  });
  return app
    .get(LIST, async (c) => {
      const letters = await spoolOf(c.req.param('dataset')).deadLetters(
        c.req.query('after') ?? '',
        PAGE_MAX_COUNT + 1,
      );
      return c.json(pageOf(letters));
    })
    .get(ONE, async (c) => {
      const { dataset, shardId } = c.req.param();
      const file = await spoolOf(dataset).deadFile(shardId);
      if (file === undefined) throw notDead(shardId);
      const type = file.headers.get('Content-Type') ?? '';
      const extension = type === MEDIA_TYPE.jsonl ? 'jsonl' : 'parquet';
      return new Response(file.body, {
        headers: {
          'Content-Type': type,
          'Content-Length': file.headers.get('Content-Length') ?? '',
          'Content-Disposition': `attachment; filename="${shardId}.${extension}"`,
        },
      });
    })
    .post(REQUEUE_ALL, async (c) => {
      const dataset = c.req.param('dataset');
      const spool = spoolOf(dataset);
      const letters = await spool.deadLetters('', REQUEUED_MAX_COUNT);
      const { shardIds, leftCount } = await spool.requeue(letters.map(({ shardId }) => shardId));
      log('dead_requeued', { dataset, shards: shardIds.length, left: leftCount });
      return c.json({ requeued: shardIds.length, left: leftCount }, 202);
    })
    .post(REQUEUE, async (c) => {
      const { dataset, shardId } = c.req.param();
      const { shardIds, leftCount } = await spoolOf(dataset).requeue([shardId]);
      if (shardIds.length === 0) throw notDead(shardId);
      log('dead_requeued', { dataset, shards: 1, left: leftCount });
      return c.json({ requeued: 1, left: leftCount }, 202);
    })
    .delete(ONE, async (c) => {
      const { dataset, shardId } = c.req.param();
      if (!(await spoolOf(dataset).removeDead(shardId))) throw notDead(shardId);
      log('dead_deleted', { dataset, shardId });
      return c.body(null, 204);
    })
    .all(REQUEUE_ALL, wrongMethod('POST'))
    .all(REQUEUE, wrongMethod('POST'))
    .all(LIST, wrongMethod('GET'))
    .all(ONE, wrongMethod('GET, DELETE'));
}

export function pageOf(letters: readonly DeadLetter[]): DeadPage {
  const dead = letters.slice(0, PAGE_MAX_COUNT);
  return { dead, next: letters.length > dead.length ? (dead.at(-1)?.shardId ?? null) : null };
}

const notDead = (shardId: string): RelayError =>
  new RelayError('not_dead', `shard ${shardId.slice(0, 36)} is none of the dataset’s dead letters`);
