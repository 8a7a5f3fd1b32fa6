import type { LogLevel, logLine } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { ConsoleLevel } from '../recorderEnvironment.ts';
import { LEVEL_WEIGHTS, lineText, type Marker, marked } from './lineText.ts';
import { plainData } from './plainData.ts';
import type { StageEnvironment } from './stageEnvironment.ts';
import type { StageLog } from './stageLog.ts';

/** The lines of one job, in order. */
export interface JobLog {
  /** One line, about a stage or about the whole job. */
  write(line: JobLine): void;
  /** A line of the pipeline, with a marker. */
  tell(marker: Marker, message: string, about?: Partial<JobLine>): void;
}

export interface JobLine {
  readonly level: LogLevel;
  readonly logger: string;
  readonly message: string;
  readonly stage?: string;
  readonly data?: unknown;
}

export interface JobLogOptions {
  readonly lines: TableDoor<typeof logLine>;
  readonly environment: Pick<StageEnvironment, 'now' | 'print'>;
  readonly jobId: string;
  /** From which level lines are printed. */
  readonly consoleLevel: LogLevel | 'off';
  readonly hasEmoji: boolean;
}

const PIPELINE = 'pipeline';

const CONSOLE_LEVELS: Readonly<Record<LogLevel, ConsoleLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
};

export function createJobLog({ lines, environment, jobId, consoleLevel, hasEmoji }: JobLogOptions): JobLog {
  let lineNumber = 0;
  const isPrinted = (level: LogLevel) =>
    consoleLevel !== 'off' && LEVEL_WEIGHTS[level] >= LEVEL_WEIGHTS[consoleLevel];

  const write = ({ level, logger, message, stage, data }: JobLine) => {
    const timestamp = environment.now();
    const text = String(message);
    lineNumber++;
    lines.append({
      ...{ timestamp, logger, level, message: text, job_id: jobId, line_number: lineNumber },
      ...(stage !== undefined && { stage }),
      ...(data !== undefined && { data: plainData(data) }),
    });
    if (isPrinted(level)) environment.print(CONSOLE_LEVELS[level], lineText(timestamp, logger, level, text));
  };

  return {
    write,
    tell: (marker, message, about) =>
      write({ level: 'INFO', logger: PIPELINE, ...about, message: marked(marker, message, hasEmoji) }),
  };
}

/** The lines that somebody says: the pipeline, or a stage, from its level on. */
export function createStageLog(
  log: Pick<JobLog, 'write'>,
  stage?: string,
  fromLevel: LogLevel = 'DEBUG',
): StageLog {
  const about = { logger: stage ?? PIPELINE, ...(stage !== undefined && { stage }) };
  const write = (level: LogLevel, message: string, data?: unknown) => {
    if (LEVEL_WEIGHTS[level] < LEVEL_WEIGHTS[fromLevel]) return;
    log.write({ ...about, level, message, data });
  };
  return {
    debug: (message, data) => write('DEBUG', message, data),
    info: (message, data) => write('INFO', message, data),
    warn: (message, data) => write('WARNING', message, data),
    error: (message, data) => write('ERROR', message, data),
    output(tool, text) {
      for (const line of String(text).split(/\r?\n/))
        if (line.trim() !== '') write('DEBUG', `${tool}: ${line.trimEnd()}`);
    },
  };
}
