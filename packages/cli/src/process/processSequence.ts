import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../commandError.ts';
import type { CallGate } from './callGate.ts';
import type { PendingSequence } from './findPending.ts';
import { Halt, isPermanent, TryLater } from './processErrors.ts';
import { type CallInput, type Outcome, outcomeOf, type Processor, type SequenceItem } from './processor.ts';
import { type ResultRow, resultId, sha256 } from './resultRow.ts';
import type { WorkerLimit } from './runPool.ts';

export interface SequenceParts {
  readonly processor: Processor;
  readonly name: string;
  readonly key: string;
  readonly runId: string;
  readonly gate: CallGate;
  readonly limit: WorkerLimit;
  readonly timeoutBaseMs: number;
  readonly timeoutPerItemMs: number;
  readonly retries: number;
  readonly backoff: { readonly fromMs: number; readonly toMs: number };
  readonly now: () => number;
  /** What the rows say of when it was. */
  readonly clock: () => number;
  readonly random: () => number;
  /** Aborted when no new call is to begin. */
  readonly signal: AbortSignal;
  readonly onRetry: (problem: string) => void;
  readonly log: (text: string) => void;
  /** A result that equal sound has. */
  readonly findReusable: (audioHash: string) => Promise<unknown>;
}

/** What became of a sequence, as rows and in short. */
export interface SequenceResult {
  readonly rows: readonly ResultRow[];
  readonly status: ResultRow['status'];
  readonly durationMs: number;
  readonly isReused: boolean;
  readonly error: Error | undefined;
}

/**
 * Processes a sequence, again and again while that may help. What fails for good becomes rows, too.
 *
 * @throws {Halt} when nothing of the run can work; rejects when the run ends while it waits.
 */
export async function processSequence(
  parts: SequenceParts,
  sequence: PendingSequence,
  items: readonly SequenceItem[],
  worker: number,
): Promise<SequenceResult> {
  const hashes = items.map(({ bytes }) => sha256(bytes));
  const startedAt = new Date(parts.clock()).toISOString();
  const isLone = items.length === 1;
  const reused = isLone ? await parts.findReusable(hashes[0] as string) : undefined;
  const begunMs = parts.now();
  const { outcome, error } =
    reused === undefined
      ? await callUntilDone(parts, sequence, { id: sequence.group, items })
      : { outcome: outcomeOf(reused), error: undefined };
  const durationMs = Math.max(0, Math.round(parts.now() - begunMs));
  const status = outcome?.status ?? (isPermanent(error) ? 'invalid' : 'error');
  const rows = sequence.recordings.map(({ id, attempts }, i): ResultRow => {
    const own = outcome === undefined ? undefined : outcomeFor(outcome, i, sequence);
    return {
      row_id: resultId(parts.key, id, attempts + 1),
      processor: parts.name,
      processor_key: parts.key,
      recording_id: id,
      audio_hash: hashes[i] ?? null,
      status: own?.status ?? status,
      attempt: attempts + 1,
      started_at: startedAt,
      duration_ms: Math.min(durationMs, 2 ** 31 - 1),
      data: own?.data ?? null,
      error_name: error?.name ?? null,
      error_message: error?.message ?? null,
      error_stack: error?.stack ?? null,
      worker: String(worker),
      run_id: parts.runId,
    };
  });
  return { rows, status, durationMs, isReused: reused !== undefined, error };
}

/** What one recording of a sequence gets: its own part, else the first has the whole and the others say where it is. */
function outcomeFor(
  outcome: Outcome,
  i: number,
  { recordings }: PendingSequence,
): Pick<Outcome, 'status' | 'data'> {
  if (outcome.each !== undefined) return outcomeOf(outcome.each[i]);
  const { status, data } = outcome;
  if (recordings.length === 1 || status !== 'ok') return { status, data: data ?? null };
  const ids = recordings.map(({ id }) => id);
  if (i > 0) return { status, data: { sequence: { first: ids[0], index: i } } };
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return {
    status,
    data: { ...(isObject ? data : { result: data }), sequence: { recording_ids: ids, index: 0 } },
  };
}

interface Ended {
  readonly outcome: Outcome | undefined;
  readonly error: Error | undefined;
}

async function callUntilDone(
  parts: SequenceParts,
  sequence: PendingSequence,
  input: CallInput,
): Promise<Ended> {
  const attempt = Math.max(...sequence.recordings.map(({ attempts }) => attempts)) + 1;
  for (let retry = 0; ; retry++) {
    await parts.gate.enter();
    const { outcome, error } = await callGuarded(parts, input, attempt);
    if (error === undefined || isPermanent(error) || retry === parts.retries) return { outcome, error };
    parts.onRetry(error.message);
    // Full jitter: those that failed together do not come again together.
    const { fromMs, toMs } = parts.backoff;
    await sleep(parts.random() * Math.min(toMs, fromMs * 2 ** retry), undefined, { signal: parts.signal });
  }
}

/** One call, and what the gate and the workers learn from it. */
async function callGuarded(parts: SequenceParts, input: CallInput, attempt: number): Promise<Ended> {
  try {
    const outcome = await callOnce(parts, input, attempt);
    parts.gate.succeeded();
    parts.limit.succeeded();
    return { outcome, error: undefined };
  } catch (thrown) {
    if (thrown instanceof Halt || thrown instanceof CommandError) throw thrown;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Whoever refuses this sound is there, and answers.
    if (isPermanent(error)) parts.gate.succeeded();
    else parts.gate.failed(error instanceof TryLater ? error.retryAfterMs : undefined);
    if (isOverload(error)) parts.limit.overloaded();
    return { outcome: undefined, error };
  }
}

const isOverload = ({ name }: Error): boolean => name === 'TimeoutError' || /^Http(429|5\d\d)$/.test(name);

async function callOnce(parts: SequenceParts, input: CallInput, attempt: number): Promise<Outcome> {
  const timeoutMs = parts.timeoutBaseMs + parts.timeoutPerItemMs * input.items.length;
  const time = new AbortController();
  const timer = setTimeout(
    () => time.abort(new TryLater('TimeoutError', `no answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  try {
    return await parts.processor.call(input, { signal: time.signal, attempt, log: parts.log });
  } finally {
    clearTimeout(timer);
  }
}
