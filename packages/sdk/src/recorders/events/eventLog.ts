import type { metricsEvent } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ConsoleLevel, RecorderEnvironment } from '../recorderEnvironment.ts';
import type { EventHandle, EventRecorderOptions } from './eventRecorder.ts';
import { type EventContext, eventRow, lengthOfText } from './eventRow.ts';
import { createJobClock, type JobClock, type JobNames } from './jobClock.ts';
import { isSampled, rateOf } from './sampleRate.ts';

/** What an event is given: columns, its `data`, and a text that is not logged as it is. */
export type GivenEvent = EventContext & { readonly data?: unknown; readonly text?: unknown };

/** Makes rows of events, and appends them. */
export interface EventLog {
  /** Never throws; undefined where the event was left out by sampling. */
  append(type: string, context: EventContext, given: GivenEvent): EventHandle | undefined;
  /** Writes a line on the console. */
  show(level: ConsoleLevel, line: string): void;
  isShowing(): boolean;
  /** Does something that may fail through what the page gave; then it is told on the console. */
  quietly(work: () => void): void;
}

export function createEventLog(
  door: TableDoor<typeof metricsEvent>,
  options: EventRecorderOptions,
  environment: RecorderEnvironment,
): EventLog {
  const jobs = createJobClock(environment.monotonicMs);
  let isShowing = false;

  function show(level: ConsoleLevel, line: string): void {
    const wasShowing = isShowing;
    isShowing = true;
    try {
      environment.print(level, line);
    } catch {
      // A console that somebody put in place of the browser's is none of our matters.
    } finally {
      isShowing = wasShowing;
    }
  }

  function attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      show('warn', `parqueue: an event is not whole: ${String(error)}`);
      return undefined;
    }
  }

  /** `text_length`, and as much of the text as `rawText` lets through. */
  function textParts(type: string, text: unknown) {
    if (typeof text !== 'string') return { measured: {}, extra: {} };
    const raw = attempt(() => options.rawText?.(text, type)) ?? undefined;
    return {
      measured: { text_length: lengthOfText(text) },
      extra: raw === undefined ? {} : { raw_text: raw },
    };
  }

  return {
    append(type, context, given) {
      const whole = attempt(() => {
        const { text, ...fields } = given;
        // Before sampling: what is left out is measured all the same.
        const times = JOB_TYPES.has(type) ? measureJob(jobs, type, jobOf(context, fields)) : {};
        const depth = attempt(() => depthAt(type, options, jobs)) ?? {};
        const rate = rateOf(options.sample, type);
        const key = fields.request_id ?? context.request_id ?? (rate < 1 ? environment.newId() : '');
        if (!isSampled(rate, key)) return 'left out';
        const { measured, extra } = textParts(type, text);
        return eventRow({
          ...{ type, context, fields, defaults: options.defaults },
          measured: { ...times, ...depth, ...measured },
          extra: { ...extra, ...(rate < 1 && { sample_rate: rate }) },
        });
      });
      if (whole === 'left out') return undefined;
      return door.append(whole ?? { ...context, event_type: type });
    },
    show,
    isShowing: () => isShowing,
    quietly: (work) => void attempt(work),
  };
}

const JOB_TYPES: ReadonlySet<string> = new Set([
  'synthesis_queued',
  'synthesis_started',
  'synthesis_complete',
  'synthesis_error',
  'eviction_skipped',
]);

/** What an event tells the clock of its job, and what the clock knows then. */
function measureJob(
  jobs: JobClock,
  type: string,
  job: JobNames & { readonly worker_latency_ms?: number | null | undefined },
): EventContext {
  switch (type) {
    case 'synthesis_queued':
      jobs.queued(job);
      return {};
    case 'synthesis_started':
      return jobs.started(job);
    case 'synthesis_complete':
      return jobs.ended(job, 'complete', job.worker_latency_ms);
    case 'synthesis_error':
      return jobs.ended(job, 'failed', job.worker_latency_ms);
    case 'eviction_skipped':
      return jobs.skipped(job);
    default:
      return {};
  }
}

function depthAt(type: string, { queueDepth }: EventRecorderOptions, jobs: JobClock): EventContext {
  if (queueDepth === undefined || (type !== 'synthesis_queued' && type !== 'synthesis_started')) return {};
  return { queue_depth: queueDepth === 'counted' ? jobs.waitingCount() : queueDepth() };
}

/** What names the job of an event, and what its worker measured. Null names nothing. */
function jobOf(context: EventContext, fields: EventContext) {
  return {
    variant_hash: fields.variant_hash ?? context.variant_hash,
    document_id: fields.document_id ?? context.document_id,
    block_idx: fields.block_idx ?? context.block_idx,
    request_id: fields.request_id ?? context.request_id,
    worker_latency_ms: fields.worker_latency_ms ?? context.worker_latency_ms,
  };
}
