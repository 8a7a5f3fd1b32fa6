import { createHash } from 'node:crypto';
import { createUuid7 } from '@parqueue/schema/uuid7';
import { formatDigest, HEADER, PROTOCOL_VERSION, type TicketResponse } from '@parqueue/schema/wire';
import { watchUsage } from '../load/workerdUsage.ts';
import { DATASET, ORIGIN, openRelayRun, type RelayRun } from '../relayRun/openRelayRun.ts';
import { plays } from '../relayRun/tables.ts';
import { lightShard } from '../support/lightShard.ts';
import type { Figure } from './figure.ts';

const SHARD_COUNT = 10_000;
/** Different ones, so that no file of the batch is like another. */
const KIND_COUNT = 50;
const ROW_COUNT = 100;
const SENDERS = 4;
const MEBIBYTE = 1024 * 1024;
/** What V8 may let grow; without a limit it lets garbage lie for as long as there is room. */
const HEAPS: readonly (readonly [string, string])[] = [
  ['with a heap of 24 MB', '--max-heap-size=24'],
  ['with a heap of 128 MB', '--max-heap-size=128'],
];

/** How much the memory of Worker and objects grows while ten thousand shards that have waited become one commit. */
export async function mergeMemoryFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, flags] of HEAPS) {
    const { growthBytes, tookMs } = await measure(flags);
    figures.push(
      { name: `growth over idle, ${name}`, value: growthBytes / MEBIBYTE, unit: 'MiB', goal: '≤ 48' },
      { name: `the commit, a shard, ${name}`, value: tookMs / SHARD_COUNT, unit: 'ms' },
    );
  }
  return figures;
}

async function measure(flags: string): Promise<{ growthBytes: number; tookMs: number }> {
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] = flags;
  const vars = { COMMIT_INTERVAL: '3s', QUOTA_SHARDS_PER_HOUR: 'none', QUOTA_BYTES_PER_DAY: 'none' };
  const run = await openRelayRun({ hub: { quotas: 'off' }, vars });
  try {
    const away = run.hub.faults.inject({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
    await send(run);
    // What the sending took is not to hide what the commit takes.
    await run.stop();
    await run.start();
    const usage = await watchUsage(() => run.processes().filter(({ isWorker }) => isWorker));
    const began = performance.now();
    away.remove();
    while (await isWaiting(run)) await new Promise((resolve) => setTimeout(resolve, 250));
    const tookMs = performance.now() - began;
    const { idleBytes, peakBytes } = await usage.stop();
    return { growthBytes: peakBytes - idleBytes, tookMs };
  } finally {
    delete process.env['MINIFLARE_WORKERD_V8_FLAGS'];
    await run.close();
  }
}

async function send({ relayUrl }: RelayRun): Promise<void> {
  const common = { Origin: ORIGIN, [HEADER.protocol]: String(PROTOCOL_VERSION) };
  const body = JSON.stringify({ dataset: DATASET });
  const answer = await fetch(`${relayUrl}/v1/ticket`, { method: 'POST', headers: common, body });
  const { ticket, identityProof, userId } = (await answer.json()) as TicketResponse;
  const kinds = await Promise.all(Array.from({ length: KIND_COUNT }, (_, kind) => shardOf(kind, userId)));
  const newId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));
  let sentCount = 0;
  const sendSome = async (): Promise<void> => {
    while (sentCount < SHARD_COUNT) {
      const bytes = kinds[sentCount++ % KIND_COUNT] as Uint8Array<ArrayBuffer>;
      const response = await fetch(`${relayUrl}/v1/datasets/${DATASET}/tables/plays/shards/${newId()}`, {
        method: 'PUT',
        body: bytes,
        headers: {
          ...common,
          Authorization: `Bearer ${ticket}`,
          [HEADER.digest]: formatDigest(createHash('sha256').update(bytes).digest('hex')),
          [HEADER.identity]: identityProof,
          [HEADER.client]: newId(),
          [HEADER.seq]: `0-${ROW_COUNT - 1}`,
          [HEADER.rows]: String(ROW_COUNT),
          [HEADER.fingerprint]: plays.fingerprint,
        },
      });
      if (response.status !== 202) throw new Error(`a shard was not taken: ${await response.text()}`);
      await response.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendSome));
}

function shardOf(kind: number, userId: string): Promise<Uint8Array<ArrayBuffer>> {
  const columns = Object.keys(plays.features);
  const rows = Array.from({ length: ROW_COUNT }, (_, i) =>
    columns.map((name) => {
      if (name === 'user_id') return userId;
      return name === 'label' || name === 'said' ? `${kind} ${i} ${'word '.repeat(i % 20)}` : null;
    }),
  );
  return lightShard(plays, rows);
}

async function isWaiting({ relayUrl }: RelayRun): Promise<boolean> {
  const response = await fetch(`${relayUrl}/v1/health`);
  const { datasets } = (await response.json()) as { datasets: { backlog: { shards: number } }[] };
  return datasets.some(({ backlog }) => backlog.shards > 0);
}
