import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalHub } from '@parqueue/local-hub';
import { startRelay } from '@parqueue/relay/dev';
import { alignment } from '@parqueue/schema/presets';
import { formatDigest, HEADER, type TicketResponse } from '@parqueue/schema/wire';
import { makeShard, uuid7 } from '../../faults/relay/makeShard.ts';

const ORIGIN = 'https://recite.example';

/** A relay in workerd with the local hub behind it. */
export interface WireScene {
  readonly port: number;
  /** Requests that are right, as bytes: for a ticket, a shard, states, health. */
  requests(): Promise<readonly Uint8Array[]>;
  /** What the relay has said of itself that is an error. */
  readonly errors: readonly string[];
  isWell(): Promise<boolean>;
  close(): Promise<void>;
}

export async function openWireScene(): Promise<WireScene> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-fuzz-relay-'));
  const token = `hf_${randomBytes(16).toString('hex')}`;
  const hub = await startLocalHub({ dir: join(dir, 'hub'), token, quotas: 'off' });
  await fetch(`${hub.url}/api/repos/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'recitations', organization: 'me', type: 'dataset' }),
  });
  const errors: string[] = [];
  const relay = await startRelay({
    vars: {
      HF_TOKEN: token,
      PARQUEUE_SECRET: randomBytes(32).toString('hex'),
      DATASETS: 'recitations=me/recitations',
      ALLOWED_ORIGINS: ORIGIN,
      HUB_URL: hub.url,
      QUOTA_SHARDS_PER_HOUR: 'none',
    },
    onLog: (line) => {
      // A connection that breaks is what it was made to do.
      if (/error|exception/i.test(line) && !line.includes('Network connection lost')) errors.push(line);
    },
  });
  const url = new URL(relay.url);
  const shard = await makeShard('alignment');
  const ask = JSON.stringify({ dataset: 'recitations' });

  const head = (line: string, headers: Readonly<Record<string, string | number>>) =>
    `${line} HTTP/1.1\r\n${Object.entries({
      Host: url.host,
      Origin: ORIGIN,
      [HEADER.protocol]: 1,
      ...headers,
    })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`;

  async function takeTicket(): Promise<TicketResponse> {
    const headers = { Origin: ORIGIN, [HEADER.protocol]: '1', 'Content-Type': 'application/json' };
    const response = await fetch(`${relay.url}/v1/ticket`, { method: 'POST', headers, body: ask });
    return (await response.json()) as TicketResponse;
  }

  let ticket: TicketResponse | undefined;
  return {
    port: Number(url.port),
    errors,
    async requests() {
      if (ticket === undefined || ticket.expiresAt < Date.now() + 60_000) ticket = await takeTicket();
      const shardId = uuid7();
      const put = head(`PUT /v1/datasets/recitations/tables/alignment/shards/${shardId}`, {
        Authorization: `Bearer ${ticket.ticket}`,
        [HEADER.identity]: ticket.identityProof,
        [HEADER.digest]: formatDigest(shard.sha256),
        [HEADER.client]: shardId,
        [HEADER.seq]: '0-0',
        [HEADER.rows]: 1,
        [HEADER.fingerprint]: alignment.fingerprint,
        'Content-Length': shard.bytes.length,
      });
      return [
        Buffer.from(
          head('POST /v1/ticket', { 'Content-Length': ask.length, 'Content-Type': 'application/json' }) + ask,
        ),
        Buffer.concat([Buffer.from(put), shard.bytes]),
        Buffer.from(head(`GET /v1/datasets/recitations/shards?ids=${shardId}`, {})),
        Buffer.from(head('GET /v1/health', {})),
        Buffer.from(head('OPTIONS /v1/ticket', { 'Access-Control-Request-Method': 'POST' })),
        Buffer.concat([
          Buffer.from(put.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked')),
          Buffer.from(`${shard.bytes.length.toString(16)}\r\n`),
          shard.bytes,
          Buffer.from('\r\n0\r\n\r\n'),
        ]),
      ];
    },
    isWell: async () => (await fetch(`${relay.url}/v1/health`)).ok,
    async close() {
      await relay.close();
      await hub.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
