import { setTimeout as sleep } from 'node:timers/promises';
import { postRows, type RowsRoute } from '../relay/postRows.ts';

/** `burst`: each person sends as fast as answers come. `playback`: as a page does that reads aloud, at most so far ahead of the ear. */
export type LoadMode = 'burst' | 'playback';

export interface LoadTestOptions {
  readonly users: number;
  /** Blocks of text that each person hears. */
  readonly blocks: number;
  readonly mode: LoadMode;
  /** Stands in `data.label` of every row. */
  readonly label: string;
  /** How much faster than life playback goes. */
  readonly speed: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly onAnswer: (done: number) => void;
}

export interface LoadTestReport {
  readonly requests: number;
  readonly rowsSent: number;
  /** New to the relay. */
  readonly rowsTaken: number;
  /** Rows whose first answer was lost: they had come before. */
  readonly rowsKnown: number;
  /** Rows that never got there. */
  readonly rowsLost: number;
  readonly retries: number;
  /** Of each answered request, in milliseconds. */
  readonly latenciesMs: readonly number[];
  readonly tookMs: number;
  /** What was said of what went wrong, and how often. */
  readonly problems: ReadonlyMap<string, number>;
}

/** A page keeps so many blocks ready ahead of the one that is heard. */
const BUFFER_BLOCKS = 4;
const TRIES = 4;
const LONGEST_WAIT_MS = 5_000;

/** People who have text read to them: of each block three events, sent to the relay in one request. */
export async function runLoadTest(route: RowsRoute, options: LoadTestOptions): Promise<LoadTestReport> {
  const sum = { requests: 0, rowsSent: 0, rowsTaken: 0, rowsKnown: 0, rowsLost: 0, retries: 0 };
  const latenciesMs: number[] = [];
  const problems = new Map<string, number>();
  const note = (problem: string): void => {
    problems.set(problem, (problems.get(problem) ?? 0) + 1);
  };
  const startedMs = options.now();
  const run = `load-${Math.floor(options.random() * 2 ** 40).toString(36)}`;

  async function send(rows: readonly object[]): Promise<void> {
    const lines = rows.map((row) => JSON.stringify(row));
    sum.rowsSent += rows.length;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) sum.retries++;
      sum.requests++;
      const sentMs = options.now();
      const answer = await postRows(route, lines);
      latenciesMs.push(options.now() - sentMs);
      if (answer.kind === 'taken') {
        sum.rowsTaken += answer.rows;
        sum.rowsKnown += answer.known;
        return options.onAnswer(sum.rowsTaken);
      }
      if (answer.kind === 'refused') {
        note(`status ${answer.status}: ${answer.problem?.detail ?? 'no reason given'}`);
        break;
      }
      note(answer.said);
      await sleep(Math.min(LONGEST_WAIT_MS, answer.retryAfterMs ?? options.random() * 250 * 2 ** attempt));
    }
    sum.rowsLost += rows.length;
  }

  /** Waits until the page would ask for more: the oldest of the blocks that are ready was heard. */
  async function waitForBuffer(ready: number[]): Promise<void> {
    if (options.mode === 'burst' || ready.length < BUFFER_BLOCKS) return;
    const waitMs = (ready.shift() as number) - options.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: options.signal }).catch(() => undefined);
  }

  async function listen(user: number): Promise<void> {
    /** When what is ready so far will have been heard. */
    let heardAtMs = options.now();
    const ready: number[] = [];
    for (let block = 0; block < options.blocks && !options.signal.aborted; block++) {
      const { rows, audioMs } = eventsOf(options, { run, user, block });
      await waitForBuffer(ready);
      await send(rows);
      heardAtMs = Math.max(heardAtMs, options.now()) + audioMs / options.speed;
      ready.push(heardAtMs);
    }
  }

  await Promise.all(Array.from({ length: options.users }, (_, user) => listen(user)));
  return { ...sum, latenciesMs, problems, tookMs: options.now() - startedMs };
}

interface Block {
  readonly run: string;
  readonly user: number;
  readonly block: number;
}

function eventsOf({ random, clock, label }: LoadTestOptions, { run, user, block }: Block) {
  const textLength = 40 + Math.floor(random() * 260);
  const queueMs = Math.floor(random() * 400);
  const workerMs = 200 + textLength * 4;
  const audioMs = textLength * 60;
  const common = {
    timestamp: new Date(clock()).toISOString(),
    model_slug: 'kokoro-cpu',
    text_length: textLength,
    document_id: `${run}-${user}`,
    request_id: `${run}-${user}-${block}`,
    block_idx: block,
    data: { label },
  };
  const rowOf = (type: string, more: object) => ({
    row_id: `${run}:${user}:${block}:${type}`,
    event_type: type,
    ...common,
    ...more,
  });
  const complete = {
    worker_latency_ms: workerMs,
    total_latency_ms: queueMs + workerMs,
    audio_duration_ms: audioMs,
  };
  return {
    audioMs,
    rows: [
      rowOf('synthesis_queued', {}),
      rowOf('synthesis_started', { queue_wait_ms: queueMs }),
      rowOf('synthesis_complete', {
        ...complete,
        queue_wait_ms: queueMs,
        cache_hit: false,
        processor_route: 'local',
      }),
    ],
  };
}
