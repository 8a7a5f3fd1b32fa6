import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { zonedText } from '../windows/zonedTime.ts';

export interface RunLog {
  line(level: 'INFO' | 'WARNING' | 'ERROR', text: string): void;
}

export interface RotatingLogOptions {
  readonly path: string;
  readonly now: () => number;
  readonly tz: string;
  readonly maxBytes?: number;
  readonly backups?: number;
}

/**
 * Lines as `2026-02-03 10:15:23 - INFO - text`. Past 10 MB the file becomes `.1`, that `.2`, and so on to `.5`. What cannot be written
 * stops the run at its start, not in its midst.
 */
export function openRotatingLog(options: RotatingLogOptions): RunLog {
  const { path, now, tz, maxBytes = 10_000_000, backups = 5 } = options;
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, '');
  let sizeBytes = statSync(path).size;
  const rotate = (): void => {
    rmSync(`${path}.${backups}`, { force: true });
    for (let i = backups - 1; i >= 1; i--)
      if (existsSync(`${path}.${i}`)) renameSync(`${path}.${i}`, `${path}.${i + 1}`);
    renameSync(path, `${path}.1`);
    sizeBytes = 0;
  };
  return {
    line(level, text) {
      const line = Buffer.from(`${zonedText(now(), tz)} - ${level} - ${text}\n`);
      if (sizeBytes > 0 && sizeBytes + line.length > maxBytes) rotate();
      appendFileSync(path, line);
      sizeBytes += line.length;
    },
  };
}
