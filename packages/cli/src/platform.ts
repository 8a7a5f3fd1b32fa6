/** A stream that takes text, and what it is connected to. */
export interface TextSink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly widthChars: number | undefined;
}

/** Everything of the process that commands may use. `main.ts` makes it from the real one, tests from captured streams. */
export interface Platform {
  /** What follows the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Data. */
  readonly stdout: TextSink;
  /** Talk. */
  readonly stderr: TextSink;
  /** All of standard input. */
  readStdin(): Promise<string>;
  /** Epoch milliseconds. */
  now(): number;
  /** The zone of the machine, such as `Asia/Riyadh`. */
  readonly localTz: string;
  readonly fetch: typeof fetch;
  /** 0 to 1, the 1 excluded. */
  random(): number;
  /** Aborted at Ctrl-C. */
  readonly signal: AbortSignal;
}
