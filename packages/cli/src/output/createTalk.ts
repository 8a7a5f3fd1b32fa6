import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_LEVELS, type LogLevel } from '../config/configValues.ts';
import type { Platform } from '../platform.ts';

/** What is said to a person while the work goes on: standard error, and `parqueue.log` where LOG_PATH names a folder. */
export interface Talk {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** How far it is: one line that is written over in a terminal; elsewhere nothing, since a line of each step would be noise. */
  progress(text: string): void;
}

export interface TalkOptions {
  readonly level: LogLevel;
  readonly logPath: string | undefined;
}

export function createTalk(
  { stderr, now }: Pick<Platform, 'stderr' | 'now'>,
  { level, logPath }: TalkOptions,
): Talk {
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) stderr.write('\r\u001b[2K');
    hasProgress = false;
  };
  const say = (of: LogLevel, prefix: string, text: string): void => {
    if (LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return;
    clear();
    stderr.write(`${prefix}${text}\n`);
    if (logPath !== undefined)
      writeLog(logPath, `[${new Date(now()).toISOString()}] [parqueue] [${of}] ${text}\n`);
  };
  return {
    debug: (text) => say('DEBUG', '', text),
    info: (text) => say('INFO', '', text),
    warn: (text) => say('WARNING', 'warning: ', text),
    error: (text) => say('ERROR', 'error: ', text),
    progress(text) {
      if (!stderr.isTerminal || LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf('INFO')) return;
      clear();
      stderr.write(text);
      hasProgress = text !== '';
    },
  };
}

function writeLog(dir: string, line: string): void {
  mkdirSync(dir, { recursive: true });
  appendFileSync(join(dir, 'parqueue.log'), line);
}
