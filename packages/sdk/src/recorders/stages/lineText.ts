import type { LogLevel } from '@parqueue/schema/presets';

/** How much each level matters. */
export const LEVEL_WEIGHTS: Readonly<Record<LogLevel, number>> = {
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  ERROR: 40,
};

/** What stands before the messages of a pipeline. */
export type Marker = 'begin' | 'input' | 'output' | 'done' | 'failed' | 'skipped' | 'about' | 'warning';

const EMOJI: Readonly<Record<Marker, string>> = {
  begin: '▶️',
  input: '📥',
  output: '📤',
  done: '✅',
  failed: '❌',
  skipped: '⏭️',
  about: '📋',
  warning: '⚠️',
};

/** The message with its marker, or without where no emoji are wanted. */
export const marked = (marker: Marker, message: string, hasEmoji: boolean): string =>
  hasEmoji ? `${EMOJI[marker]} ${message}` : message;

/** A line for the console: `[2025-11-27 14:09:15] [pipeline] [INFO] ▶️ Stage demux: STARTING`, in UTC. */
export function lineText(atMs: number, logger: string, level: LogLevel, message: string): string {
  const at = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  return `[${at}] [${logger}] [${level}] ${message}`.trimEnd();
}

/** A time in the words of a log: `4.2s`, `3m 20s`, `1h 2m`. */
export function durationText(durationS: number): string {
  if (durationS < 59.95) return `${durationS.toFixed(1)}s`;
  const seconds = Math.round(durationS);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}

/** A size: `820 B`, `14.2 kB`, `45.3 MB`. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  return sizeBytes < 999_950 ? `${(sizeBytes / 1e3).toFixed(1)} kB` : `${(sizeBytes / 1e6).toFixed(1)} MB`;
}
