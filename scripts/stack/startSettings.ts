import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NAME_PATTERN } from '@parqueue/schema';
import { DATASET } from '../startStack.ts';

export const DEFAULT_PORT = 4780;
const DEFAULT_DATA = '.parqueue';
/** Where Vite serves a page: `vite` and `vite preview`. */
const VITE_ORIGINS = ['http://localhost:5173', 'http://localhost:4173'];

const USAGE = `npm start -- [options]

Runs Parqueue on this machine: the recorder page, the relay in workerd, and a local hub that keeps the dataset in a folder.

  --port PORT      of the page (default ${DEFAULT_PORT}, or the next free one)
  --data DIR       where everything is kept (default ${DEFAULT_DATA})
  --watch          serves the page from its sources, reloading as they change
  --help           this text

For a page of your own, any of these; the recorder stays away, and the port is the relay's:

  --tables FILE    the file that declares your tables (default: that of this repository)
  --dataset NAME   by which your page calls the dataset (default ${DATASET})
  --origin ORIGIN  of your page; may be given several times (default ${VITE_ORIGINS.join(' and ')})`;

/** What the command line of `npm start` asks for. */
export interface StartSettings {
  readonly port: number | undefined;
  readonly dataDir: string;
  /** `none` where a page of one's own is to use the relay. */
  readonly page: 'built' | 'watched' | 'none';
  readonly dataset: string;
  readonly tablesFile: string | undefined;
  readonly allowedOrigins: readonly string[];
}

/** @throws {Error} naming the option, what was expected and what came. */
export function parseSettings(args: string[]): StartSettings | { readonly help: string } {
  const values = parse(args);
  if (values.help) return { help: USAGE };
  const { tables, dataset, origin, watch } = values;
  const isOwnPage = tables !== undefined || dataset !== undefined || origin !== undefined;
  if (isOwnPage && watch) {
    throw new Error('--watch is of the recorder page, which --tables, --dataset and --origin keep away');
  }
  return {
    port: parsePort(values.port),
    dataDir: resolve(values.data),
    page: isOwnPage ? 'none' : watch ? 'watched' : 'built',
    dataset: parseDataset(dataset ?? DATASET),
    tablesFile: tables === undefined ? undefined : resolve(tables),
    allowedOrigins: isOwnPage ? (origin ?? VITE_ORIGINS).map(parseOrigin) : [],
  };
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string', default: DEFAULT_DATA },
        watch: { type: 'boolean', default: false },
        tables: { type: 'string' },
        dataset: { type: 'string' },
        origin: { type: 'string', multiple: true },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`--port: expected a number from 1 to 65535, got "${text}"`);
}

function parseDataset(name: string): string {
  if (NAME_PATTERN.test(name)) return name;
  throw new Error(`--dataset: expected 1 to 64 of a-z, 0-9, _ and -, got "${name}"`);
}

function parseOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new Error(
    `--origin: expected scheme, host and port as in http://localhost:5173 and nothing after, got "${text}"`,
  );
}
