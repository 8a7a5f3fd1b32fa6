import { plainJson } from '../plainJson.ts';
import type { ConsoleLevel } from '../recorderEnvironment.ts';
import { describeError } from './describeError.ts';
import type { EventLog } from './eventLog.ts';
import type { EventHandle, EventRecorderOptions } from './eventRecorder.ts';
import type { EventContext } from './eventRow.ts';
import { eventTypeOf, sinksOf } from './logLevel.ts';

/** Says things on the console, and as rows. */
export interface Messages {
  say(level: ConsoleLevel, message: unknown, context?: unknown): EventHandle | undefined;
  /** To the dataset alone, if the level goes there. */
  log(level: ConsoleLevel, message: unknown, context?: unknown): EventHandle | undefined;
  /** Whether a line is being shown at this moment. */
  isShowing(): boolean;
}

interface MessageParts {
  readonly options: EventRecorderOptions;
  readonly log: EventLog;
}

export function createMessages({ options: { levels }, log }: MessageParts, context: EventContext): Messages {
  function logged(level: ConsoleLevel, message: unknown, extra: unknown): EventHandle | undefined {
    if (!sinksOf(level, levels).toDataset) return undefined;
    const said = typeof message === 'string' ? { message } : describeError(message);
    const data = { ...said, ...(extra !== undefined && { context: plainJson(extra) }) };
    return log.append(eventTypeOf(level), context, { data });
  }

  return {
    say(level, message, extra) {
      const handle = logged(level, message, extra);
      if (sinksOf(level, levels).toConsole) log.show(level, lineOf(message, extra));
      return handle;
    },
    log: logged,
    isShowing: log.isShowing,
  };
}

function lineOf(message: unknown, extra: unknown): string {
  const { message: text, traceback } = typeof message === 'string' ? { message } : describeError(message);
  const line = traceback ?? text;
  return extra === undefined ? line : `${line} ${JSON.stringify(plainJson(extra))}`;
}
