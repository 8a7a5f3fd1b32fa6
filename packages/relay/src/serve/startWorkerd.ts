import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { DistFiles } from './distFiles.ts';
import type { ServeSettings } from './serveSettings.ts';

export interface WorkerdOptions {
  readonly files: DistFiles;
  readonly settings: ServeSettings;
  readonly spoolDir: string;
  /** The path of the socket behind which the watchdog is. */
  readonly watchdog: string;
  /** Called when its process is there, before it listens. */
  readonly begun: () => Promise<void>;
  /** Each line that it prints. */
  readonly onLine: (line: string) => void;
}

export interface Workerd {
  /** Where it listens. */
  readonly port: number;
  /** Resolves with how it ended, whoever ended it: `code 1` or `SIGKILL`. All that it printed was told by then. */
  readonly ended: Promise<string>;
  /** Lets it finish what it answers, for a while. */
  stop(): Promise<void>;
}

/** Below what a container gives a process to stop. */
const STOP_WITHIN_MS = 8000;
/** Where the system's certificates are, if they are elsewhere than usual. */
const PASSED_ON = ['SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** @throws {Error} when it ends before it listens; it has said why. */
export async function startWorkerd(options: WorkerdOptions): Promise<Workerd> {
  const { files, settings, spoolDir, watchdog, begun, onLine } = options;
  const own = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  const args = [
    'serve',
    files.config,
    settings.asksThisMachine ? 'loopback' : 'public',
    `--socket-addr=http=${settings.host}:${settings.port}`,
    `--socket-addr=watchdog=unix:${watchdog}`,
    `--directory-path=spool=${spoolDir}`,
    '--control-fd=3',
  ];
  // Secrets are in its environment, which is its own: they are in no argument and in no file.
  const env = { ...settings.variables, ...Object.fromEntries(own) };
  const child = spawn(files.workerd, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // Whatever ends this process, but a signal that nobody can hear, ends workerd.
  process.once('exit', () => child.kill('SIGKILL'));
  const [, ...pipes] = child.stdio;
  const [stdout, stderr, control] = pipes.filter((pipe) => pipe instanceof Readable);
  const told = [stdout, stderr].map((stream) => tellLines(stream, onLine));
  const ended = once(child, 'close').then(async ([code, signal]: (string | number | null)[]) => {
    await Promise.all(told);
    return signal === null ? `code ${code}` : String(signal);
  });
  await begun();
  const port = await Promise.race([
    readPort(control),
    ended.then((how) => Promise.reject(new Error(`workerd did not start (${how})`))),
  ]);
  return {
    port,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const hanging = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(hanging);
    },
  };
}

async function tellLines(stream: Readable | undefined, onLine: (line: string) => void): Promise<void> {
  for await (const line of linesOf(stream)) onLine(line);
}

const linesOf = (stream: Readable | undefined): AsyncIterable<string> | readonly string[] =>
  stream === undefined ? [] : createInterface({ input: stream });

/** From what it says of its sockets: a JSON line for each when it listens. */
async function readPort(control: Readable | undefined): Promise<number> {
  for await (const line of linesOf(control)) {
    const { socket, port }: { socket?: unknown; port?: unknown } = JSON.parse(line);
    if (socket === 'http' && typeof port === 'number') return port;
  }
  return new Promise(() => undefined);
}
