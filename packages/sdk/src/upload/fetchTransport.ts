import {
  formatDigest,
  formatRanges,
  HEADER,
  MEDIA_TYPE,
  PROTOCOL_VERSION,
  parseProblem,
  type Receipt,
  receiptSchema,
  type ShardState,
  shardStatesSchema,
  ticketResponseSchema,
} from '@parqueue/schema/wire';
import * as v from 'valibot';
import { readBody } from './readBody.ts';
import { parseRetryAfter } from './retryPolicy.ts';
import type { Answer, ShardUpload, Transport } from './transport.ts';

export interface FetchTransportOptions {
  readonly relay: string;
  readonly dataset: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Of the calls that begin now: cuts them off. */
  readonly signal?: () => AbortSignal;
  /** Ends a call; left out, by the platform's own timers. */
  readonly deadline?: (delayMs: number) => AbortSignal;
}

const CALL_TIMEOUT_MS = 30_000;

/** A line as slow as this, 256 kbit/s, still gets a shard through. */
const SLOWEST_BYTES_PER_MS = 32;

/**
 * How long the upload of a shard may take. `fetch` tells nothing of an upload's progress, so the size must say it: one of 20 MiB has 12
 * minutes, rows alone a little more than one. Until then a server that says nothing holds up all tabs.
 */
export const shardDeadlineMs = (sizeBytes: number): number =>
  2 * CALL_TIMEOUT_MS + Math.ceil(sizeBytes / SLOWEST_BYTES_PER_MS);

/** The transport over `fetch`. */
export function createFetchTransport(options: FetchTransportOptions): Transport {
  const base = `${options.relay.replace(/\/+$/, '')}/v1`;
  const ofDataset = `${base}/datasets/${options.dataset}`;
  const deadline = options.deadline ?? ((delayMs: number) => AbortSignal.timeout(delayMs));

  async function call<T>(
    url: string,
    init: RequestInit,
    timeoutMs: number,
    parse: (body: unknown) => T | undefined,
  ): Promise<Answer<T>> {
    const signal = either(deadline(timeoutMs), options.signal?.());
    try {
      const response = await options.fetch(url, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: signal.first,
      });
      return answer(response, await readBody(response), parse, options.now());
    } catch (error) {
      return {
        kind: 'unreachable',
        status: 0,
        reason: error instanceof Error ? error.message : String(error),
      };
    } finally {
      signal.release();
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
        shardDeadlineMs(shard.bytes.length),
        (body) => receiptOf(shard, parser(receiptSchema)(body)),
      ),
    shardStates: (ticket, shardIds) =>
      call(
        `${ofDataset}/shards?ids=${shardIds.join(',')}`,
        { headers: { ...common, Authorization: `Bearer ${ticket}` } },
        CALL_TIMEOUT_MS,
        (body) => statesOf(shardIds, parser(shardStatesSchema)(body)?.shards),
      ),
  };
}

/** The receipt, if it is this shard's: what is cached or mixed up on the way must not delete a copy that the relay has not. */
function receiptOf({ shardId, sha256 }: ShardUpload, receipt: Receipt | undefined): Receipt | undefined {
  if (receipt?.shardId !== shardId) return undefined;
  return receipt.state === 'spooled' && receipt.sha256 !== sha256 ? undefined : receipt;
}

/** What is said of the shards that were asked for; of others nobody asked. */
function statesOf(asked: readonly string[], states: readonly ShardState[] | undefined) {
  return states?.filter(({ shardId }) => asked.includes(shardId));
}

/**
 * Aborts with the first of them (`AbortSignal.any` is younger than the browsers that we serve). The cut outlives the call by far, and must
 * not keep it.
 */
function either(deadline: AbortSignal, cut: AbortSignal | undefined) {
  if (cut === undefined) return { first: deadline, release() {} };
  const controller = new AbortController();
  const ends = [deadline, cut].map((signal) => {
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
  return {
    first: controller.signal,
    release() {
      for (const end of ends) end();
    },
  };
}

function parser<S extends v.GenericSchema>(schema: S): (body: unknown) => v.InferOutput<S> | undefined {
  return (body) => {
    const result = v.safeParse(schema, body);
    return result.success ? result.output : undefined;
  };
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
