import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';

/** Terminals of a person who has Node, npm and git, each with a folder where it is. */
export interface Terminals {
  /** Types a line and waits for its end; gives what it printed. `cd` stays in effect for the terminal's next lines. */
  run(terminal: string, line: string): Promise<string>;
  /** Types a line that goes on; resolves when it has printed the text. */
  start(terminal: string, line: string, says: RegExp): Promise<void>;
  /** Presses Ctrl-C where something goes on, and waits for its end. */
  interrupt(terminal: string): Promise<void>;
  /** What each terminal's last line printed. */
  printed(): string;
  close(): Promise<void>;
}

export function openTerminals(home: string): Terminals {
  const folders = new Map<string, string>();
  const running = new Map<string, Typed>();
  const folderOf = (terminal: string) => folders.get(terminal) ?? home;

  const begin = (terminal: string, line: string): Typed => {
    const typed = type(folderOf(terminal), line);
    running.set(terminal, typed);
    return typed;
  };
  const interrupt = async (terminal: string) => {
    const typed = running.get(terminal);
    if (typed?.child.pid === undefined || typed.child.exitCode !== null) return;
    // As the keyboard does it: to everything that the line began.
    process.kill(-typed.child.pid, 'SIGINT');
    await typed.ended;
  };

  return {
    interrupt,
    async run(terminal, line) {
      const [, folder] = /^cd (\S+)$/.exec(line) ?? [];
      if (folder !== undefined) {
        folders.set(terminal, join(folderOf(terminal), folder));
        return '';
      }
      const typed = begin(terminal, line);
      const code = await typed.ended;
      if (code !== 0) throw new Error(`${line}\nended with ${code}:\n${typed.printed()}`);
      return typed.printed();
    },
    start: (terminal, line, says) => begin(terminal, line).says(says),
    printed: () => [...running].map(([terminal, typed]) => `${terminal}:\n${typed.printed()}`).join('\n'),
    async close() {
      await Promise.all([...running.keys()].map(interrupt));
    },
  };
}

interface Typed {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  printed(): string;
  says(text: RegExp): Promise<void>;
}

function type(cwd: string, line: string): Typed {
  const child = spawn('sh', ['-c', line], {
    cwd,
    env: environment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let printed = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    ended,
    printed: () => printed,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => text.test(printed) && resolve();
        listeners.add(look);
        look();
        ended.then((code) => reject(new Error(`${line}\nended with ${code}:\n${printed}`)), reject);
      }),
  };
}

/** What npm and the test runner put into the environment, but for the way to the registry. */
const FOREIGN =
  /^(FORCE_COLOR$|npm_(?!config_(registry|cafile|cache|(https?_)?proxy)$)|NODE_(?!EXTRA_CA_CERTS$)|VITE|INIT_CWD$|DEV$|PROD$|MODE$|TEST$)/i;

/** That of the person, without this project's own tools. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return {
    ...Object.fromEntries(kept),
    // The Node that the page asks for may not be the system's.
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    NO_COLOR: '1',
    WRANGLER_SEND_METRICS: 'false',
  };
}
