import { createUuid7 } from '@parqueue/schema/uuid7';
import type { Database } from '../cache/database.ts';
import { readMedia } from '../cache/readMedia.ts';
import { sqlName } from '../cache/sqlText.ts';
import type { CommandContext } from '../commands/commandDefinition.ts';
import { zonedText } from '../windows/zonedTime.ts';
import { createCallGate } from './callGate.ts';
import { createDelivery, type Delivery } from './deliverResults.ts';
import { createDoneElsewhere } from './doneElsewhere.ts';
import type { Pending, PendingRecording, PendingSequence } from './findPending.ts';
import { startMetricsServer } from './metricsServer.ts';
import type { ProcessOptions } from './processOptions.ts';
import type { Processor, SequenceItem } from './processor.ts';
import { processSequence, type SequenceParts, type SequenceResult } from './processSequence.ts';
import { type ResultRow, resultId, sha256 } from './resultRow.ts';
import type { ResultSink } from './resultSink.ts';
import type { ResultSpool } from './resultSpool.ts';
import type { RunLog } from './rotatingLog.ts';
import { createWorkerLimit, runPool } from './runPool.ts';
import { createStats, progressLine, type RunStats } from './runStats.ts';

export interface RunParts {
  readonly context: CommandContext;
  readonly options: ProcessOptions;
  readonly processor: Processor;
  readonly key: string;
  readonly db: Database;
  readonly pending: Pending;
  readonly spool: ResultSpool;
  readonly sink: ResultSink;
  readonly log: RunLog;
}

export interface RunReport {
  readonly stats: RunStats;
  readonly elapsedMs: number;
  /** Whether all results got where they belong. */
  readonly isDelivered: boolean;
  /** Whether it was asked to end before. */
  readonly isStopped: boolean;
  /** What made it give up. */
  readonly failure: unknown;
}

const FIRST_TICK_MS = { terminal: 500, lines: 10_000 };

/** Processes what waits, and brings what comes of it where it belongs. */
export async function runProcess(parts: RunParts): Promise<RunReport> {
  const { context, options, pending, spool, sink, log } = parts;
  const { platform, talk, limit, signal } = context;
  const { now } = platform;
  const stats = createStats(Math.min(pending.sequenceCount, limit ?? Number.POSITIVE_INFINITY));
  const workers = createWorkerLimit(options.maxWorkers);
  const say = (text: string): void => {
    log.line('WARNING', text);
    talk.warn(text);
  };
  const gate = createCallGate({
    rps: options.rps,
    failureLimit: options.failureLimit,
    pauseMs: options.pauseMs,
    probeLimit: 5,
    now,
    signal,
    say,
  });
  const delivery = createDelivery(spool, sink, {
    onDelivered: (count) => {
      stats.delivered += count;
    },
    warn: say,
  });
  const startedMs = now();
  const line = (): string => progressLine(stats, now() - startedMs, workers.current);
  const isTerminal = platform.stderr.isTerminal;
  const ticker = setInterval(
    () => (isTerminal ? talk.progress(line()) : talk.info(line())),
    isTerminal ? FIRST_TICK_MS.terminal : FIRST_TICK_MS.lines,
  );
  const metrics =
    options.metricsPort === undefined
      ? undefined
      : await startMetricsServer(options.metricsPort, () => ({
          stats,
          elapsedMs: now() - startedMs,
          workers: workers.current,
          isPaused: gate.isPaused,
        }));
  if (metrics !== undefined) talk.info(`Metrics at http://127.0.0.1:${metrics.port}/metrics`);
  let failure: unknown;
  try {
    const work = await createWork(parts, { stats, workers, gate, delivery });
    await runPool(sequencesOf(parts), workers, work);
  } catch (error) {
    // The wait of a sequence that was to be tried again ends with the run; it is still to be done.
    if (!signal.aborted) failure = error;
  } finally {
    clearInterval(ticker);
    metrics?.close();
  }
  const isDelivered = await delivery.flush();
  talk.progress('');
  talk.info(line());
  log.line('INFO', line());
  return { stats, elapsedMs: now() - startedMs, isDelivered, isStopped: signal.aborted, failure };
}

/** Page by page, until the limit or the end. */
async function* sequencesOf({ context, options, pending }: RunParts): AsyncGenerator<PendingSequence> {
  let left = context.limit ?? Number.POSITIVE_INFINITY;
  for (let offset = 0; left > 0; offset += options.batchSize) {
    const page = await pending.page(offset, Math.min(options.batchSize, left));
    for (const sequence of page) {
      if (context.signal.aborted) return;
      yield sequence;
      left--;
    }
    if (page.length < options.batchSize) return;
  }
}

interface RunState {
  readonly stats: RunStats;
  readonly workers: SequenceParts['limit'];
  readonly gate: SequenceParts['gate'];
  readonly delivery: Delivery;
}

type Work = (sequence: PendingSequence, worker: number) => Promise<void>;

async function createWork(parts: RunParts, { stats, workers, gate, delivery }: RunState): Promise<Work> {
  const { context, options, processor, key, db, spool, sink, log } = parts;
  const { platform, clock, signal, config } = context;
  const { now } = platform;
  const nextId = createUuid7(clock.now, (bytes) => crypto.getRandomValues(bytes));
  const isDoneElsewhere = sink.isLate ? undefined : await createDoneElsewhere(sink.name, key, now);
  let flushedMs = now();
  const sequenceParts: SequenceParts = {
    ...options,
    processor,
    key,
    runId: nextId(),
    gate,
    limit: workers,
    now,
    clock: clock.now,
    random: platform.random,
    signal,
    onRetry: (problem) => {
      stats.retries++;
      log.line('WARNING', `Trying again: ${problem}`);
    },
    log: (text) => log.line('INFO', text),
    findReusable: options.canReuse ? (hash) => findReusable(db, key, hash) : async () => undefined,
  };

  return async (sequence, worker) => {
    // Whoever else works on the same folder may have done some meanwhile.
    const recordings: PendingRecording[] = [];
    for (const recording of sequence.recordings)
      if (!(await isDoneElsewhere?.(recording.id))) recordings.push(recording);
    if (recordings.length === 0) {
      stats.elsewhere++;
      return;
    }
    const left = { ...sequence, recordings };
    const at = zonedText(sequence.startMs ?? 0, config.tz);
    const about = `${at} | ${recordings.length} chunks | ID: ${sequence.group}`;
    log.line('INFO', `Processing sequence: ${about}`);
    const result = await loadItems(parts, left).then(
      (items) => processSequence(sequenceParts, left, items, worker),
      (error: Error) => unreadable(sequenceParts, left, error, worker),
    );
    await spool.append(result.rows);
    count(stats, result, recordings);
    sayResult(parts, result, { at, chunks: recordings.length });
    if (spool.openCount < options.flushRows && now() - flushedMs < options.flushMs) return;
    flushedMs = now();
    await delivery.flush();
  };
}

function sayResult(
  { context, log }: RunParts,
  { durationMs, status, error }: SequenceResult,
  { at, chunks }: { at: string; chunks: number },
): void {
  const took = `${(durationMs / 1000).toFixed(2)}s`;
  if (error === undefined) {
    log.line('INFO', `Completed sequence: ${at} | ${chunks} chunks | ${took} | ${WORDS[status]}`);
    return;
  }
  const said = `Error processing sequence at ${at} after ${took}: ${error.message}`;
  log.line('ERROR', error.stack === undefined ? said : `${said}\n${error.stack}`);
  context.talk.debug(said);
}

const WORDS: Readonly<Record<ResultRow['status'], string>> = {
  ok: 'transcribed',
  empty: 'empty',
  skipped: 'skipped',
  error: 'error',
  invalid: 'invalid',
};

function count(stats: RunStats, result: SequenceResult, recordings: readonly PendingRecording[]): void {
  const counters = {
    ok: 'transcribed',
    empty: 'empty',
    skipped: 'skipped',
    error: 'errors',
    invalid: 'invalid',
  } as const;
  stats[counters[result.status]]++;
  if (result.isReused) stats.reused++;
  else stats.durationsMs.push(result.durationMs);
  if (result.error === undefined) for (const { durationS } of recordings) stats.audioS += durationS ?? 0;
  else {
    const problem = `${result.error.name}: ${result.error.message}`;
    stats.problems.set(problem, (stats.problems.get(problem) ?? 0) + 1);
  }
}

async function loadItems(
  { context, db, processor }: RunParts,
  sequence: PendingSequence,
): Promise<SequenceItem[]> {
  const { cache, config } = context;
  const items: SequenceItem[] = [];
  for (const { id, column, media, file, row } of sequence.recordings) {
    const bytes = await readMedia(db, cache.source(), { column, media, isOffline: config.offline });
    const [columns = {}] = processor.needsRow
      ? await db.rows(
          `SELECT * EXCLUDE (_file, _row, _time) FROM ${sqlName(sequence.table)} WHERE _file = $file AND _row = $row`,
          { file, row },
        )
      : [];
    items.push({ id, bytes, path: media.path, row: columns });
  }
  return items;
}

/** Sound that cannot be had is an error like another: it may be there the next time. */
function unreadable(
  { key, name, runId, clock }: SequenceParts,
  { recordings }: PendingSequence,
  error: Error,
  worker: number,
): SequenceResult {
  const rows = recordings.map(
    ({ id, attempts }): ResultRow => ({
      row_id: resultId(key, id, attempts + 1),
      processor: name,
      processor_key: key,
      recording_id: id,
      audio_hash: null,
      status: 'error',
      attempt: attempts + 1,
      started_at: new Date(clock()).toISOString(),
      duration_ms: 0,
      data: null,
      error_name: 'AudioUnreadable',
      error_message: error.message,
      error_stack: error.stack ?? null,
      worker: String(worker),
      run_id: runId,
    }),
  );
  return { rows, status: 'error', durationMs: 0, isReused: false, error };
}

/** What the same sound gave before; undefined where it gave nothing yet. */
async function findReusable(db: Database, key: string, hash: string): Promise<unknown> {
  if (!db.tables.some(({ name }) => name === 'transcription')) return undefined;
  const [row] = await db.rows<{ data: string }>(
    `SELECT data FROM transcription WHERE processor_key = $key AND audio_hash = $hash AND status = 'ok' AND data IS NOT NULL
     AND NOT regexp_matches(data, '"sequence"') LIMIT 1`,
    { key, hash },
  );
  return row === undefined ? undefined : JSON.parse(row.data);
}

/** Where results of this processor wait, below the cache's folder. */
export const spoolFolder = (key: string, { index, count }: ProcessOptions['shard'], target: string): string =>
  `process/${key.slice(0, 16)}-${sha256(target).slice(0, 8)}${count > 1 ? `-${index + 1}of${count}` : ''}`;
