import { createHash } from 'node:crypto';
import type { TableDefinition } from '@parqueue/schema';
import { type ErrorCode, problemOf, type ShardState } from '@parqueue/schema/wire';
import { readClaim, type ShardClaim } from './shardClaim.ts';

export interface RelayRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

export interface RelayReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the relay knows of a shard. It forgets none, but those that it loses by a fault. */
export interface RelayShard extends ShardClaim {
  readonly order: number;
  state: 'spooled' | 'committed' | 'dead';
}

/** A relay that takes nothing on trust: headers, digest and rows of a shard must agree, one id means one digest for ever. */
export interface RelayModel {
  handle(request: RelayRequest): RelayReply;
  readonly shards: ReadonlyMap<string, RelayShard>;
  /** Every shard that ever got a receipt. */
  readonly everAccepted: ReadonlySet<string>;
  readonly everLost: ReadonlySet<string>;
  /** Shards that it refused for good. */
  readonly refused: ReadonlySet<string>;
  /** Commits what is spooled; a few of them are given up instead, where `isGivenUp` says so. */
  commit(isGivenUp: (shard: RelayShard) => boolean): void;
  lose(shardId: string): void;
  /** Another address, another person: tickets from here on carry another id. */
  changeUser(): void;
  /** Tickets given so far are worth nothing any more, such as after its secret was changed. */
  dropTickets(): void;
}

export interface RelayModelOptions {
  readonly tables: readonly TableDefinition[];
  readonly now: () => number;
  readonly ticketMs: number;
  readonly commitIntervalMs: number;
  readonly shardMaxBytes: number;
  /** Whether a shard is refused for good. */
  readonly isRefused: (shardId: string) => boolean;
  readonly onViolation: (text: string) => void;
}

const SHARD_PATH = /^\/v1\/datasets\/sim\/tables\/([a-z]+)\/shards\/([^/?]+)$/;

export function createRelayModel(options: RelayModelOptions): RelayModel {
  const { now, onViolation } = options;
  const shards = new Map<string, RelayShard>();
  const refused = new Set<string>();
  const everAccepted = new Set<string>();
  const everLost = new Set<string>();
  const tickets = new Map<string, number>();
  let user = 1;

  const userId = (): string => user.toString(16).padStart(12, '0');

  function giveTicket(): RelayReply {
    const ticket = `ticket-${tickets.size}-${now()}`;
    const expiresAt = now() + options.ticketMs;
    tickets.set(ticket, expiresAt);
    return json(200, {
      ticket,
      expiresAt,
      now: now(),
      userId: userId(),
      identityProof: `proof of ${userId()}`,
      limits: { shardMaxBytes: options.shardMaxBytes, commitIntervalMs: options.commitIntervalMs },
      tables: options.tables.map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] })),
    });
  }

  function take(table: string, shardId: string, { headers, body }: RelayRequest): RelayReply {
    const ticket = headers['Authorization']?.replace('Bearer ', '') ?? '';
    if ((tickets.get(ticket) ?? 0) <= now()) return problem('ticket_expired');
    const known = shards.get(shardId);
    const definition = options.tables.find(({ name }) => name === table);
    const { claim, wrong } = readClaim(definition, shardId, headers, body as Uint8Array);
    if (wrong !== undefined) onViolation(`[R3] ${table} ${shardId}: ${wrong}`);
    if (claim === undefined) return problem('bad_request');
    return known === undefined ? takeNew(claim, body as Uint8Array) : takeAgain(known, claim);
  }

  function takeAgain(known: RelayShard, { sha256, shardId }: ShardClaim): RelayReply {
    if (known.sha256 === sha256) return json(200, receiptOf(known));
    onViolation(`[R3] shard ${shardId} came with other bytes`);
    return problem('shard_conflict');
  }

  function takeNew(claim: ShardClaim, body: Uint8Array): RelayReply {
    const { shardId, rows } = claim;
    if (refused.has(shardId) || options.isRefused(shardId)) {
      refused.add(shardId);
      return problem('shard_invalid');
    }
    if (body.length > options.shardMaxBytes && rows.length > 1) return problem('shard_too_large');
    const shard: RelayShard = { ...claim, order: everAccepted.size, state: 'spooled' };
    shards.set(shardId, shard);
    everAccepted.add(shardId);
    return json(202, receiptOf(shard));
  }

  function states(path: string): RelayReply {
    const ids = new URL(path, 'https://relay.test').searchParams.get('ids')?.split(',') ?? [];
    return json(200, { shards: ids.map(stateOf) });
  }

  function stateOf(shardId: string): ShardState {
    const shard = shards.get(shardId);
    if (shard === undefined) return { state: 'unknown', shardId };
    if (shard.state === 'spooled') return { state: 'spooled', shardId };
    if (shard.state === 'dead') return { state: 'dead', shardId, reason: 'the hub refused it' };
    return { state: 'committed', shardId, ...placeOf(shard) };
  }

  const receiptOf = ({ shardId, sha256, state }: RelayShard): unknown =>
    state === 'spooled' ? { state, shardId, sha256, receivedAt: now() } : stateOf(shardId);

  const relay: RelayModel = {
    shards,
    everAccepted,
    everLost,
    refused,
    handle(request) {
      const put = SHARD_PATH.exec(request.path);
      if (request.method === 'POST' && request.path === '/v1/ticket') return giveTicket();
      if (request.method === 'PUT' && put) return take(put[1] as string, put[2] as string, request);
      if (request.path.startsWith('/v1/datasets/sim/shards?')) return states(request.path);
      return problem('not_found');
    },
    commit(isGivenUp) {
      for (const shard of shards.values())
        if (shard.state === 'spooled') shard.state = isGivenUp(shard) ? 'dead' : 'committed';
    },
    lose(shardId) {
      shards.delete(shardId);
      everLost.add(shardId);
    },
    changeUser: () => void user++,
    dropTickets: () => tickets.clear(),
  };
  return relay;
}

/** The same for a shard at all times, so that whoever settles a row by another's answer is found out. */
export const placeOf = ({ table, shardId }: Pick<RelayShard, 'table' | 'shardId'>) => ({
  commit: createHash('sha256').update(shardId).digest('hex').slice(0, 40),
  path: `data/${table}/${shardId}`,
});

const json = (status: number, body: unknown): RelayReply => ({ status, body: JSON.stringify(body) });

const problem = (code: ErrorCode): RelayReply => {
  const body = problemOf(code, `the model says ${code}`);
  return json(body.status, body);
};
