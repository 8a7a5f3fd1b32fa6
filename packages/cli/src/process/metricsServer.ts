import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../commandError.ts';
import { doneCount, percentile, type RunStats } from './runStats.ts';

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/** `/metrics` for Prometheus and `/progress` as JSON, on this machine alone. */
export async function startMetricsServer(
  port: number,
  read: () => { stats: RunStats; elapsedMs: number; workers: number; isPaused: boolean },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/metrics')
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(prometheusText(read()));
    else if (path === '/progress')
      response.setHeader('content-type', 'application/json').end(`${JSON.stringify(progressOf(read()))}\n`);
    else response.writeHead(404).end('/metrics or /progress\n');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      `--metrics-port ${port}: ${error.code === 'EADDRINUSE' ? 'is taken' : error.message}`,
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Reading = ReturnType<Parameters<typeof startMetricsServer>[1]>;

function progressOf({ stats, elapsedMs, workers, isPaused }: Reading) {
  const { durationsMs, problems, ...counts } = stats;
  return {
    ...counts,
    done: doneCount(stats),
    elapsed_s: elapsedMs / 1000,
    workers,
    is_paused: isPaused,
    p50_ms: percentile(durationsMs, 0.5),
    p95_ms: percentile(durationsMs, 0.95),
    problems: Object.fromEntries(problems),
  };
}

const OUTCOMES = ['transcribed', 'empty', 'skipped', 'errors', 'invalid', 'elsewhere'] as const;

function prometheusText({ stats, elapsedMs, workers, isPaused }: Reading): string {
  const lines = [
    '# HELP parqueue_process_sequences_total Sequences of this run by what became of them.',
    '# TYPE parqueue_process_sequences_total counter',
    ...OUTCOMES.map((name) => `parqueue_process_sequences_total{outcome="${name}"} ${stats[name]}`),
  ];
  const add = (name: string, type: 'counter' | 'gauge', help: string, value: number): void => {
    lines.push(`# HELP parqueue_process_${name} ${help}`, `# TYPE parqueue_process_${name} ${type}`);
    lines.push(`parqueue_process_${name} ${value}`);
  };
  add('pending_sequences', 'gauge', 'Sequences that wait.', Math.max(0, stats.total - doneCount(stats)));
  add('retries_total', 'counter', 'Calls that were made again.', stats.retries);
  add('results_delivered_total', 'counter', 'Rows of results that were delivered.', stats.delivered);
  add('audio_seconds_total', 'counter', 'Sound that is done, in seconds.', stats.audioS);
  add('elapsed_seconds', 'gauge', 'Since the run began.', elapsedMs / 1000);
  add('workers', 'gauge', 'Sequences at once, at most.', workers);
  add('paused', 'gauge', 'Whether calls pause after failures.', isPaused ? 1 : 0);
  return `${lines.join('\n')}\n`;
}
