import { type Receipt, type ShardStates, STATUS_MAX_SHARDS, UUID7_PATTERN } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { refuseForeignOrigin } from '../auth/origins.ts';
import { requireIdentity, requireTicket } from '../auth/requireTokens.ts';
import { RelayError } from '../relayError.ts';
import type { RelayParts } from '../relayParts.ts';
import { requireProtocol } from '../requestParts.ts';
import type { PutOutcome } from '../spool/receiveShard.ts';
import { parseShardClaim } from '../validation/parseShardClaim.ts';
import { findTable } from './findTable.ts';
import { wrongMethod } from './wrongMethod.ts';

const SHARD_PATH = '/v1/datasets/:dataset/tables/:table/shards/:shardId';
const STATES_PATH = '/v1/datasets/:dataset/shards';

/** `PUT /v1/datasets/{dataset}/tables/{table}/shards/{shardId}` and `GET /v1/datasets/{dataset}/shards?ids=…` */
export function shardRoutes({ config, tables, signer, spoolOf }: RelayParts): Hono {
  return new Hono()
    .put(SHARD_PATH, async (c) => {
      const { dataset, table, shardId } = c.req.param();
      const { headers, body } = c.req.raw;
      requireProtocol(headers);
      refuseForeignOrigin(headers, config.origins);
      const spool = spoolOf(dataset);
      const payer = await requireTicket(headers, { dataset, table }, signer);
      const said = parseShardClaim(shardId, findTable(tables, table), headers);
      const userId = await requireIdentity(headers, dataset, signer);
      const claim = { ...said, userId, payer, spoolCount: config.spoolCount };
      if (body === null) throw new RelayError('shard_invalid', 'the shard is empty');
      const outcome = await spool.put(claim, body);
      const receipt = receiptOf(outcome, claim);
      return c.json(receipt, outcome.kind === 'accepted' ? 202 : 200);
    })
    .get(STATES_PATH, async (c) => {
      const { headers } = c.req.raw;
      requireProtocol(headers);
      refuseForeignOrigin(headers, config.origins);
      const spool = spoolOf(c.req.param('dataset'));
      // The ids are the right to ask: nobody guesses one, and an old ticket need not be renewed for it.
      const states = await spool.states(parseIds(c.req.query('ids') ?? ''));
      const answer: ShardStates = { shards: [...states] };
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .all(SHARD_PATH, wrongMethod('PUT'))
    .all(STATES_PATH, wrongMethod('GET'));
}

function receiptOf(outcome: PutOutcome, { shardId, sha256 }: { shardId: string; sha256: string }): Receipt {
  if (outcome.kind === 'refused') {
    const { code, detail, retryAfterS } = outcome;
    throw new RelayError(code, detail, { retryAfterS, isCounted: true });
  }
  if (outcome.kind === 'accepted')
    return { state: 'spooled', shardId, sha256, receivedAt: outcome.receivedAt };
  const { state, receivedAt } = outcome.shard;
  return state.state === 'spooled' ? { ...state, sha256, receivedAt } : state;
}

function parseIds(text: string): readonly string[] {
  const ids = text === '' ? [] : text.split(',', STATUS_MAX_SHARDS + 1);
  if (ids.length > STATUS_MAX_SHARDS)
    throw new RelayError('bad_request', `ids: at most ${STATUS_MAX_SHARDS} at once`);
  if (!ids.every((id) => UUID7_PATTERN.test(id)))
    throw new RelayError('bad_request', 'ids: expected UUIDv7, apart by commas');
  return ids;
}
