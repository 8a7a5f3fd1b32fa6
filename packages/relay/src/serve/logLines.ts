import { isLogLevel, isShown, type LogLevel } from '../log.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** What workerd prints is JSON: a line of the Worker is in its message; what it says of itself has another text there. */
export function parseWorkerdLine(text: string): LogLine {
  const said = parseObject(text) ?? { message: text, level: 'error' };
  const message = String(said['message']);
  const own = parseObject(message);
  if (typeof own?.['event'] === 'string' && isLevel(own['level']))
    return { ...own, level: own['level'], event: own['event'] };
  const level = isLevel(said['level']) ? said['level'] : LEVEL_OF[String(said['level'])];
  return { level: level ?? 'info', event: 'workerd', problem: message };
}

/** As `console.log` and workerd call them. */
const LEVEL_OF: Readonly<Record<string, LogLevel>> = { log: 'info', warning: 'warn', fatal: 'error' };

const isLevel = (value: unknown): value is LogLevel => typeof value === 'string' && isLogLevel(value);

/** The line as it is written, or undefined where the threshold keeps it away. */
export function formatLine(
  { level, event, ...details }: LogLine,
  threshold: LogLevel,
  now: number,
): string | undefined {
  if (!isShown(level, threshold)) return undefined;
  return JSON.stringify({ time: new Date(now).toISOString(), level, event, ...details });
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
