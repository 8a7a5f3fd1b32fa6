import {
  formatDigest,
  formatRanges,
  HEADER,
  MEDIA_TYPE,
  PROTOCOL_VERSION,
  parseProblem,
  type Receipt,
  receiptSchema,
  shardStatesSchema,
  ticketResponseSchema,
} from '@parqueue/schema/wire';
import * as v from 'valibot';
import { parseRetryAfter } from './retryPolicy.ts';
import type { Answer, ShardUpload, Transport } from './transport.ts';

export interface FetchTransportOptions {
  readonly relay: string;
  readonly dataset: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** A shard on a slow mobile uplink (20 MiB at 0.5 Mbit/s takes 5.6 minutes) must get through; small calls need not wait so long. */
const SHARD_TIMEOUT_MS = 10 * 60_000;
const CALL_TIMEOUT_MS = 30_000;

/** The transport over `fetch`. */
export function createFetchTransport(options: FetchTransportOptions): Transport {
  const base = `${options.relay.replace(/\/+$/, '')}/v1`;
  const ofDataset = `${base}/datasets/${options.dataset}`;

  async function call<T>(
    url: string,
    init: RequestInit,
    timeoutMs: number,
    parse: (body: unknown) => T | undefined,
  ): Promise<Answer<T>> {
    try {
      const response = await options.fetch(url, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return answer(response, await bodyOf(response), parse, options.now());
    } catch (error) {
      return {
        kind: 'unreachable',
        status: 0,
        reason: error instanceof Error ? error.message : String(error),
      };
    }
  }

  const common = { [HEADER.protocol]: String(PROTOCOL_VERSION) };
  return {
    requestTicket: (request) =>
      call(
        `${base}/ticket`,
        {
          method: 'POST',
          headers: { ...common, 'Content-Type': 'application/json' },
          body: JSON.stringify(request),
        },
        CALL_TIMEOUT_MS,
        parser(ticketResponseSchema),
      ),
    putShard: (ticket, shard) =>
      call(
        `${ofDataset}/tables/${shard.table}/shards/${shard.shardId}`,
        {
          method: 'PUT',
          headers: {
            ...common,
            Authorization: `Bearer ${ticket}`,
            'Content-Type': MEDIA_TYPE[shard.format],
            [HEADER.digest]: formatDigest(shard.sha256),
            [HEADER.identity]: shard.identityProof,
            [HEADER.client]: shard.clientId,
            [HEADER.seq]: formatRanges(shard.seqs),
            [HEADER.fingerprint]: shard.fingerprint,
            [HEADER.rows]: String(shard.rowCount),
          },
          body: shard.bytes,
        },
        SHARD_TIMEOUT_MS,
        (body) => receiptOf(shard, parser(receiptSchema)(body)),
      ),
    shardStates: (ticket, shardIds) =>
      call(
        `${ofDataset}/shards?ids=${shardIds.join(',')}`,
        { headers: { ...common, Authorization: `Bearer ${ticket}` } },
        CALL_TIMEOUT_MS,
        (body) => parser(shardStatesSchema)(body)?.shards,
      ),
  };
}

/** The receipt, if it is this shard's: what is cached or mixed up on the way must not delete a copy that the relay has not. */
function receiptOf({ shardId, sha256 }: ShardUpload, receipt: Receipt | undefined): Receipt | undefined {
  if (receipt?.shardId !== shardId) return undefined;
  return receipt.state === 'spooled' && receipt.sha256 !== sha256 ? undefined : receipt;
}

function parser<S extends v.GenericSchema>(schema: S): (body: unknown) => v.InferOutput<S> | undefined {
  return (body) => {
    const result = v.safeParse(schema, body);
    return result.success ? result.output : undefined;
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer<T>(
  response: Response,
  body: unknown,
  parse: (body: unknown) => T | undefined,
  now: number,
): Answer<T> {
  const value = response.ok ? parse(body) : undefined;
  if (value !== undefined) return { kind: 'ok', value };
  const retryAfterMs = parseRetryAfter(response.headers.get('Retry-After'), now);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const problem = response.ok ? undefined : parseProblem(body);
  if (problem !== undefined) return { kind: 'problem', problem, ...wait };
  const reason = response.ok
    ? `answered ${response.status}, but not as a relay does`
    : `answered ${response.status}`;
  return { kind: 'unreachable', status: response.status, reason, ...wait };
}
