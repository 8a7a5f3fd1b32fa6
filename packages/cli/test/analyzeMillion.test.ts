import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../src/cache/openDuckDb.ts';
import type { Analysis } from '../src/queries/analysis/analyzeEvents.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const ROWS = 1_000_000;
const FROM = Date.parse('2026-02-28T12:00:00Z');
const NOW = '2026-03-01T12:00:00Z';
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'parqueue-million-'));
  const dir = join(cwd, 'set/data/metrics_event');
  await mkdir(dir, { recursive: true });
  const { connection, close } = await openDuckDb(':memory:', {
    memoryLimit: '1GB',
    threads: 2,
    isReadOnly: false,
  });
  // Every number of row i is plain arithmetic, which the test does again without SQL.
  await connection.run(`COPY (SELECT epoch_ms(${FROM} + (i * 86)::BIGINT) AS "timestamp",
      CASE WHEN i % 10 = 0 THEN 'cache_hit' WHEN i % 1000 = 1 THEN 'synthesis_error' ELSE 'synthesis_complete' END AS event_type,
      CASE WHEN i % 3 = 0 THEN 'higgs' ELSE 'kokoro-cpu' END AS model_slug,
      ((i * 7919) % 5003)::INTEGER AS worker_latency_ms, ((i * 7919) % 5003 + (i * 31) % 997)::INTEGER AS total_latency_ms,
      ((i * 31) % 997)::INTEGER AS queue_wait_ms, 20000::INTEGER AS audio_duration_ms
    FROM range(${ROWS}) t(i)) TO '${join(dir, 'rows.parquet')}' (FORMAT parquet)`);
  close();
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const typeOf = (i: number): string =>
  i % 10 === 0 ? 'cache_hit' : i % 1000 === 1 ? 'synthesis_error' : 'synthesis_complete';
const workerOf = (i: number): number => (i * 7919) % 5003;
const waitOf = (i: number): number => (i * 31) % 997;

/** Interpolated, of values that stand in order. */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.ceil(at)] ?? 0) - low) * (at - Math.floor(at));
}

describe('analyze of a million rows', () => {
  it('[AZ7] {002.39} has exact figures', { timeout: 120_000 }, async () => {
    const args = ['analyze', '--local', join(cwd, 'set'), '--now', NOW, '--json'];
    const { stdout, exitCode } = await runCommand(args, { cwd });
    expect(exitCode).toBe(0);
    const { events, latency, queue } = JSON.parse(stdout) as Analysis;
    const indices = Array.from({ length: ROWS }, (_, i) => i);
    for (const { event_type, n } of events)
      expect(n).toBe(indices.filter((i) => typeOf(i) === event_type).length);
    const complete = indices.filter((i) => typeOf(i) === 'synthesis_complete');
    for (const row of latency) {
      const own = complete.filter((i) => row.model === '(all)' || (row.model === 'higgs') === (i % 3 === 0));
      const worker = Float64Array.from(own, workerOf).sort();
      const total = Float64Array.from(own, (i) => workerOf(i) + waitOf(i)).sort();
      expect(row.n).toBe(own.length);
      expect([row.worker_p50_ms, row.worker_p99_ms, row.total_p95_ms]).toEqual([
        quantileOf(worker, 0.5),
        quantileOf(worker, 0.99),
        quantileOf(total, 0.95),
      ]);
    }
    const waits = Float64Array.from(complete, waitOf).sort();
    expect([queue.waits, queue.wait_p95_ms]).toEqual([waits.length, quantileOf(waits, 0.95)]);
  });
});
