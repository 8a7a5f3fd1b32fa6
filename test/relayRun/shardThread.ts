/** A thread that writes shards, so that who sends them, and measures how long that takes, does not have to. */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { BoundOrder } from './shardOrder.ts';
import { writeOrder } from './writeOrder.ts';

parentPort?.on('message', async (order: BoundOrder) => {
  const bytes = await writeOrder(order);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  parentPort?.postMessage({ number: order.number, bytes, sha256 }, [bytes.buffer]);
});
