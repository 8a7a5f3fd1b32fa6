import { devNull } from 'node:os';
import { dirname } from 'node:path';
import { unstable_readConfig, unstable_startWorker } from 'wrangler';
import { SECRET_VARIABLES } from '../config.ts';
import { WRANGLER_CONFIG } from './buildWorker.ts';
import { checkTablesFile } from './checkTablesFile.ts';
import { QUIET_WRANGLER } from './quietWrangler.ts';

/** Node only: runs the relay as `wrangler dev` would, for `npm start` and for tests. Nothing of this is in the Worker. */
export interface StartRelayOptions {
  /** Variables and secrets over those of wrangler.toml. */
  readonly vars: Readonly<Record<string, string>>;
  /** The file that declares the tables, in place of the one that wrangler.toml names. */
  readonly tablesFile?: string;
  /** Where the spool lives; without it, nothing outlives this relay. */
  readonly persistTo?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** `127.0.0.1` by default. */
  readonly hostname?: string;
  /** Takes what the relay says of itself, a line each; without it the lines go where wrangler's own go. */
  readonly onLog?: (line: string) => void;
}

export interface RunningRelay {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
  /** Ends the Worker and starts it anew, on the same port and with what `persistTo` holds; what is not given is as before. */
  restart(changes?: Partial<Pick<StartRelayOptions, 'vars' | 'tablesFile'>>): Promise<void>;
}

/** @throws {Error} when the tables file is not there, or holds no tables that can live in one dataset. */
export async function startRelay(options: StartRelayOptions): Promise<RunningRelay> {
  Object.assign(process.env, QUIET_WRANGLER);
  let current = options;
  let worker = await startWorker(current);
  const url = (await worker.url).origin;
  const port = Number(new URL(url).port);
  return {
    url,
    close: () => worker.dispose(),
    async restart(changes = {}) {
      current = { ...current, ...changes, port };
      await worker.dispose();
      worker = await startWorker(current);
    },
  };
}

/** Named here, wrangler does not print them when it lists what the Worker gets. */
const SECRETS = new Set(SECRET_VARIABLES);

async function startWorker({
  vars,
  tablesFile,
  persistTo,
  port = 0,
  hostname = '127.0.0.1',
  onLog,
}: StartRelayOptions): Promise<Awaited<ReturnType<typeof unstable_startWorker>>> {
  const alias = aliases(tablesFile);
  if (tablesFile !== undefined)
    await checkTablesFile(tablesFile, { alias, workingDir: dirname(WRANGLER_CONFIG) });
  const bindings = Object.entries(vars).map(
    ([name, value]) => [name, { type: SECRETS.has(name) ? 'secret_text' : 'plain_text', value }] as const,
  );
  const worker = await unstable_startWorker({
    config: WRANGLER_CONFIG,
    bindings: Object.fromEntries(bindings),
    build: { alias },
    // Else a .dev.vars or .env that lies about would have its say.
    envFiles: [devNull],
    dev: {
      server: { hostname, port },
      inspector: false,
      logLevel: 'error',
      persist: persistTo ?? false,
      watch: false,
      ...(onLog && { structuredLogsHandler: (log: { message: string }) => onLog(log.message) }),
    },
  });
  await worker.ready;
  return worker;
}

/** All of them: those given here take the place of all in the file. */
function aliases(tablesFile: string | undefined): Record<string, string> {
  const { alias } = unstable_readConfig({ config: WRANGLER_CONFIG });
  return { ...alias, ...(tablesFile !== undefined && { 'parqueue.tables': tablesFile }) };
}
