import type { metricsEvent } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import { bridgeConsole, DEFAULT_METHODS, readConsole } from './bridgeConsole.ts';
import { DEFAULT_PER_MINUTE, describeUncaught, isOwnError, limitByKind } from './captureErrors.ts';
import { describeError } from './describeError.ts';
import type { LeftOut } from './errorGate.ts';
import { createEventLog, type EventLog } from './eventLog.ts';
import type { EventPlatform } from './eventPlatform.ts';
import type { EventRecorder, EventRecorderOptions, OwnEvents, Undo } from './eventRecorder.ts';
import type { EventContext } from './eventRow.ts';
import { hashHex } from './hash32.ts';
import { createLatencyTimer } from './latencyTimer.ts';
import { createMessages } from './messages.ts';
import { type FetchOptions, type FetchTracer, traceFetch } from './traceFetch.ts';

/** The recorder of events on a platform. */
export function buildEventRecorder<Own extends OwnEvents>(
  door: TableDoor<typeof metricsEvent>,
  options: EventRecorderOptions,
  platform: EventPlatform,
): EventRecorder<Own> {
  return recorderOf(
    { platform, options, log: createEventLog(door, options, platform), isFetching: false },
    {},
  );
}

/** What a recorder and those made from it share. */
interface Shared {
  readonly platform: EventPlatform;
  readonly options: EventRecorderOptions;
  readonly log: EventLog;
  /** While a recorder's own `fetch` calls, which one that was put in place would log a second time. */
  isFetching: boolean;
}

function recorderOf<Own extends OwnEvents>(shared: Shared, context: EventContext): EventRecorder<Own> {
  const { platform, log } = shared;
  const messages = createMessages(shared, context);
  const tracerOf = (options: FetchOptions, isSure: boolean): FetchTracer => ({
    options,
    isSure,
    staysHere: new Map(),
    baseUrl: platform.baseUrl,
    monotonicMs: platform.monotonicMs,
    requestId: () => context.request_id ?? platform.newId(),
    log: ({ data, ...fields }) => void log.append('request_complete', context, { ...fields, data }),
  });
  const ownTracer = tracerOf({}, true);
  return {
    event: (type, ...[fields]) => log.append(type, context, (fields ?? {}) as EventContext),
    say: messages.say,
    with: (more) => recorderOf(shared, { ...context, ...more }),
    withRequest: (id = platform.newId()) => recorderOf(shared, { ...context, request_id: id }),
    requestId: context.request_id ?? undefined,
    newRequestId: platform.newId,
    timer: () => createLatencyTimer(platform.monotonicMs),
    fetch: (...args) => traceFetch(ownTracer, (...sent) => callQuietly(shared, sent), args),
    instrumentFetch: (fetchOptions = {}) => instrumentFetch(shared, tracerOf(fetchOptions, false)),
    captureErrors({ maxPerMinute = DEFAULT_PER_MINUTE, ignore } = {}) {
      const limited = limitByKind(platform, maxPerMinute, {
        log: (data: ReturnType<typeof describeUncaught>) => void log.append('error', context, { data }),
        logLeftOut: (leftOut) => logLeftOut(log, context, 'uncaught errors', leftOut),
      });
      const stopListening = platform.onUncaught((uncaught) =>
        log.quietly(() => {
          if (isOwnError(uncaught.error) || ignore?.(uncaught.error)) return;
          const data = describeUncaught(uncaught);
          limited.offer(data.fingerprint ?? '', data);
        }),
      );
      return once(() => {
        stopListening();
        limited.stop();
      });
    },
    bridgeConsole({ methods = DEFAULT_METHODS, maxPerMinute = DEFAULT_PER_MINUTE } = {}) {
      const limited = limitByKind(platform, maxPerMinute, {
        log: (work: () => void) => work(),
        logLeftOut: (leftOut) => logLeftOut(log, context, 'messages of the console', leftOut),
      });
      const undo = bridgeConsole(platform.console, methods, (level, args) => {
        // What the recorder itself shows is no news.
        if (messages.isShowing()) return;
        log.quietly(() => {
          const { error, message, context: rest } = readConsole(args);
          if (isOwnError(error)) return;
          const kind =
            error === undefined ? hashHex(`${level} ${message}`) : describeError(error).fingerprint;
          limited.offer(kind ?? '', () => void messages.log(level, error ?? message, rest));
        });
      });
      return once(() => {
        undo();
        limited.stop();
      });
    },
  };
}

function logLeftOut(log: EventLog, context: EventContext, what: string, leftOut: LeftOut): void {
  const { count, repeated, overLimit } = leftOut;
  const data = {
    message: `${count} ${what} were left out`,
    context: { left_out: count, over_limit: overLimit, repeated },
  };
  log.append('warning', context, { data });
}

/** The platform's `fetch`, past any that a recorder put in place. */
function callQuietly(shared: Shared, args: Parameters<typeof fetch>): Promise<Response> {
  const wasFetching = shared.isFetching;
  shared.isFetching = true;
  try {
    const current = shared.platform.fetch.get();
    if (current === undefined) return Promise.reject(new TypeError('there is no fetch here'));
    return Reflect.apply(current, undefined, args);
  } finally {
    shared.isFetching = wasFetching;
  }
}

function instrumentFetch(shared: Shared, tracer: FetchTracer): Undo {
  const { get, set } = shared.platform.fetch;
  const original = get();
  if (original === undefined) return () => {};
  let isOn = true;
  const instrumented = function fetch(this: unknown, ...args: Parameters<typeof original>) {
    const call = (...sent: Parameters<typeof original>): Promise<Response> =>
      Reflect.apply(original, this, sent);
    return isOn && !shared.isFetching ? traceFetch(tracer, call, args) : call(...args);
  };
  // As the original has it: one parameter, and one that need not be given.
  Object.defineProperty(instrumented, 'length', { value: original.length, configurable: true });
  set(instrumented as typeof original);
  return once(() => {
    isOn = false;
    if (get() === instrumented) set(original);
  });
}

function once(work: () => void): Undo {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
