import type { TableDefinition } from '@parqueue/schema';
import type { Receipt, ShardState } from '@parqueue/schema/wire';
import type { Answer, ShardUpload, Transport } from '../upload/transport.ts';

/** What the fake relay holds of a shard. */
export interface HeldShard extends ShardUpload {
  state: 'spooled' | 'committed';
}

export interface FakeRelay extends Transport {
  readonly shards: Map<string, HeldShard>;
  /** Whether the relay can be reached. */
  isUp: boolean;
  /** Answers the next uploads in this way instead, one each. */
  readonly nextAnswers: ((shard: ShardUpload) => Answer<Receipt> | undefined)[];
  userId: string;
  shardMaxBytes: number;
  audio: 'allowed' | 'denied';
  /** Tickets given so far. */
  ticketCount: number;
  commitAll(): void;
}

const DOWN = { kind: 'unreachable', status: 0, reason: 'no network' } as const;

/** A relay in memory, as strict as the real one: a shard id means one digest for ever, a receipt is kept. */
export function createFakeRelay(tables: readonly TableDefinition[]): FakeRelay {
  const shards = new Map<string, HeldShard>();
  const commit = 'c'.repeat(40);
  const relay: FakeRelay = {
    shards,
    isUp: true,
    nextAnswers: [],
    userId: 'a1b2c3d4e5f6',
    shardMaxBytes: 20 * 1024 * 1024,
    audio: 'allowed',
    ticketCount: 0,
    commitAll() {
      for (const shard of shards.values()) shard.state = 'committed';
    },
    async requestTicket() {
      if (!relay.isUp) return DOWN;
      relay.ticketCount++;
      return {
        kind: 'ok',
        value: {
          ticket: 'ticket',
          expiresAt: 900_000,
          now: 0,
          userId: relay.userId,
          identityProof: `proof of ${relay.userId}`,
          limits: { shardMaxBytes: relay.shardMaxBytes, commitIntervalMs: 1_000, audio: relay.audio },
          tables: tables.map(({ name, fingerprint }) => ({ name, fingerprints: [fingerprint] })),
        },
      };
    },
    async putShard(_ticket, shard) {
      const special = relay.nextAnswers.shift()?.(shard);
      if (special !== undefined) return special;
      if (!relay.isUp) return DOWN;
      return take(shard);
    },
    async shardStates(_ticket, ids) {
      if (!relay.isUp) return DOWN;
      return { kind: 'ok', value: ids.map(stateOf) };
    },
  };

  function take(shard: ShardUpload): Answer<Receipt> {
    const known = shards.get(shard.shardId);
    if (known !== undefined && known.sha256 !== shard.sha256)
      throw new Error(`shard ${shard.shardId} came with other bytes`);
    if (known === undefined) shards.set(shard.shardId, { ...shard, state: 'spooled' });
    return {
      kind: 'ok',
      value: { state: 'spooled', shardId: shard.shardId, sha256: shard.sha256, receivedAt: 0 },
    };
  }

  function stateOf(shardId: string): ShardState {
    const shard = shards.get(shardId);
    if (shard === undefined) return { state: 'unknown', shardId };
    if (shard.state === 'spooled') return { state: 'spooled', shardId };
    return {
      state: 'committed',
      shardId,
      commit,
      path: `data/${shard.table}/2026-01-01/${shardId}.${shard.format}`,
    };
  }

  return relay;
}
