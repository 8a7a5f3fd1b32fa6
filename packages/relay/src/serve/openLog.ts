import type { LogLevel } from '../log.ts';
import { formatLine, type LogLine } from './logLines.ts';
import { openRotatingFile, type RotatingFile, type RotatingFileOptions } from './rotatingFile.ts';

export interface ServeLog {
  write(line: LogLine): void;
  close(): void;
}

export interface ServeLogOptions {
  readonly threshold: LogLevel;
  /** Undefined for standard output alone. */
  readonly file: RotatingFileOptions | undefined;
  readonly print: (line: string) => void;
}

/** Where lines go: to standard output, and to a file where there is to be one. */
export function openLog({ threshold, file: options, print }: ServeLogOptions): ServeLog {
  const file = options && openRotatingFile(options);
  let isFailing = false;

  /** A full disk does not end the relay; it is told once. */
  function keep(to: RotatingFile, text: string): void {
    try {
      to.write(text);
      isFailing = false;
    } catch (error) {
      if (isFailing) return;
      isFailing = true;
      print(JSON.stringify({ level: 'error', event: 'log_file_failed', problem: String(error) }));
    }
  }

  return {
    write(line) {
      const text = formatLine(line, threshold, Date.now());
      if (text === undefined) return;
      print(text);
      if (file) keep(file, text);
    },
    close: () => file?.close(),
  };
}
