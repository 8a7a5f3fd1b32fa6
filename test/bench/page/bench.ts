import { float64, int32, json, string, table, timestamp } from '@parqueue/schema';
import { alignment } from '@parqueue/schema/presets';
import { createLogger } from '@parqueue/sdk';

/** What is measured on the page itself; `pageFigures.ts` drives it. */
const events = table({
  name: 'recitation_error',
  path: 'errors',
  format: 'jsonl',
  revisions: false,
  features: { timestamp: string(), user_id: string(), verse_ref: string(), error_message: string() },
});

const log = createLogger({
  relay: location.origin,
  dataset: 'recitations',
  tables: { events, runs: alignment },
  flushEvery: '1h',
  flushAt: { rowCount: 1e9, sizeBytes: 1e12 },
});
const wide = createLogger({
  relay: 'http://127.0.0.1:9',
  dataset: 'bench',
  flushEvery: '1h',
  flushAt: { rowCount: 1e9, sizeBytes: 1e12 },
  tables: {
    metrics: table({
      name: 'metrics',
      features: {
        timestamp: timestamp(),
        event_type: string(),
        model_slug: string(),
        voice_slug: string(),
        text_length: int32(),
        queue_wait_ms: float64(),
        worker_latency_ms: float64(),
        total_latency_ms: float64(),
        endpoint: string(),
        status_code: int32(),
        request_id: string(),
        data: json<object>(),
      },
    }),
  },
});

const metric = (i: number) => ({
  timestamp: Date.now(),
  event_type: 'synthesis_complete',
  model_slug: 'kokoro',
  voice_slug: 'af_heart',
  text_length: i % 400,
  queue_wait_ms: i / 7,
  worker_latency_ms: i / 3,
  total_latency_ms: i / 2,
  endpoint: '/v1/synthesis',
  status_code: 200,
  request_id: `request-${i}`,
  data: { cache: i % 3 === 0 },
});

/** Tasks of the page that took longer than 50 ms while `work` ran, as the browser tells; the longest in milliseconds, or 0. */
async function longestTaskMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask', buffered: false });
  await work();
  await new Promise((resolve) => setTimeout(resolve, 300));
  observer.disconnect();
  return longest;
}

const worker = new Worker(new URL('./sealWorker.ts', import.meta.url), { type: 'module' });

const bench = {
  /** Work of `sealWorker.ts`. */
  inWorker(work: string, count: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.failure === undefined ? resolve(data.value) : reject(new Error(data.failure));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage([work, count]);
    });
  },
  /** Starts the engine, so that later figures do not hold its start. */
  async warm(): Promise<void> {
    await wide.metrics.append(metric(0)).stored;
    await log.events.append({ error_message: 'warm' }).stored;
  },
  /** A burst of appends: time in the appending task, the longest task until all is stored, stored rows a second. */
  async burst(count: number) {
    let appendMs = 0;
    let storedMs = 0;
    const rows = Array.from({ length: count }, (_, i) => metric(i));
    const longestMs = await longestTaskMs(async () => {
      // In a task of its own, as an event of the page would be.
      await new Promise((resolve) => setTimeout(resolve, 10));
      const start = performance.now();
      for (const row of rows) wide.metrics.append(row);
      appendMs = performance.now() - start;
      await wide.flush({ until: 'stored' });
      storedMs = performance.now() - start;
    });
    return { appendMs, storedMs, longestMs };
  },
  /** From the press of stop to the commit of the row, in milliseconds. */
  async stopToCommitted(seconds: number) {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const pressed = performance.now();
    const { clips } = await recording.stop();
    const stoppedMs = performance.now() - pressed;
    const [clip] = clips;
    if (clip === undefined) throw new Error('nothing was recorded');
    const row = log.runs.append({ audio: clip, surah: 1 });
    await row.stored;
    const storedMs = performance.now() - pressed;
    await row.committed;
    return { stoppedMs, storedMs, committedMs: performance.now() - pressed };
  },
};

Object.assign(window, { bench });
