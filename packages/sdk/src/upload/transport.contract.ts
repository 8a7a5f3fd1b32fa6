import { createHash, randomBytes } from 'node:crypto';
import { recitationError } from '@parqueue/schema/presets';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { UUID7_PATTERN } from '@parqueue/schema/wire';
import { describe, expect, test } from 'vitest';
import type { ShardUpload, Transport } from './transport.ts';

/** A transport with a relay behind it that can be taken away. The relay serves the preset `recitationError` in the dataset `recitations`. */
export interface TransportUnderTest {
  readonly transport: Transport;
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const newId = createUuid7(
  () => Date.now(),
  (bytes) => void bytes.set(randomBytes(bytes.length)),
);

/** The law of `Transport`, for every adapter and for what stands in for a relay in tests. */
export function transportContract(name: string, open: () => Promise<TransportUnderTest>): void {
  describe(`the transport ${name}`, () => {
    test('[R3] a shard is durable at its first receipt, known at the second, and found by its id', async () => {
      const { transport, close } = await open();
      const { ticket, shard } = await prepare(transport);
      expect(await transport.putShard(ticket, shard)).toMatchObject({
        kind: 'ok',
        value: { shardId: shard.shardId, state: 'spooled' },
      });
      const again = await transport.putShard(ticket, shard);
      expect(again).toMatchObject({ kind: 'ok', value: { shardId: shard.shardId } });
      const unknown = newId();
      const states = await transport.shardStates(ticket, [unknown, shard.shardId]);
      if (states.kind !== 'ok') throw new Error(states.kind);
      expect(states.value.map(({ shardId }) => shardId)).toEqual([unknown, shard.shardId]);
      expect(states.value[0]).toMatchObject({ state: 'unknown' });
      expect(states.value[1]?.state).toMatch(/^(spooled|committed)$/);
      await close();
    });

    test('a ticket says who the rows are of, until when it holds, and which tables are known', async () => {
      const { transport, close } = await open();
      const answer = await transport.requestTicket({ dataset: 'recitations' });
      if (answer.kind !== 'ok') throw new Error(JSON.stringify(answer));
      const { userId, expiresAt, now, tables, limits } = answer.value;
      expect(userId).toMatch(/^[0-9a-f]{12}$/);
      expect(expiresAt - now).toBeGreaterThan(60_000);
      expect(expiresAt - now).toBeLessThanOrEqual(15 * 60_000);
      expect(tables).toContainEqual({
        name: recitationError.name,
        fingerprints: [recitationError.fingerprint],
      });
      expect(limits.shardMaxBytes).toBeGreaterThan(0);
      await close();
    });

    test('no call rejects when the relay is gone, and all work again when it is back', async () => {
      const { transport, goDown, comeBack, close } = await open();
      const { ticket, shard } = await prepare(transport);
      await goDown();
      const answers = [
        await transport.requestTicket({ dataset: 'recitations' }),
        await transport.putShard(ticket, shard),
        await transport.shardStates(ticket, [shard.shardId]),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ kind: 'unreachable', status: 0 });
      await comeBack();
      expect((await transport.putShard(ticket, shard)).kind).toBe('ok');
      await close();
    });
  });
}

async function prepare(transport: Transport): Promise<{ ticket: string; shard: ShardUpload }> {
  const answer = await transport.requestTicket({ dataset: 'recitations' });
  if (answer.kind !== 'ok') throw new Error(JSON.stringify(answer));
  const message = randomBytes(8).toString('hex');
  const bytes = new TextEncoder().encode(
    `{"timestamp":null,"user_id":null,"verse_ref":null,"error_message":"${message}"}\n`,
  );
  const shardId = newId();
  expect(shardId).toMatch(UUID7_PATTERN);
  const shard: ShardUpload = {
    shardId,
    table: recitationError.name,
    format: 'jsonl',
    fingerprint: recitationError.fingerprint,
    clientId: newId(),
    identityProof: answer.value.identityProof,
    seqs: [[0, 0]],
    rowCount: 1,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: new Uint8Array(bytes),
  };
  return { ticket: answer.value.ticket, shard };
}
