import { parseArgs } from 'node:util';

/** What the command line says. */
export interface Arguments {
  readonly files: readonly string[];
  /** Either a relay and its name for the dataset, or a folder. */
  readonly to:
    | { readonly relay: string; readonly dataset: string; readonly origin?: string }
    | { readonly folder: string };
  /** Where rows wait that are not delivered, and what was open is remembered. */
  readonly journal: string;
  /** What the files are pieces of; the name of each file by default. */
  readonly originalId: string | undefined;
  readonly chunkS: number;
}

export const USAGE = `node src/main.ts FILE... (--relay URL --dataset NAME [--origin ORIGIN] | --folder DIR)
  --journal DIR       where rows wait that are not delivered (default .parqueue)
  --original-id ID    what the files are pieces of (default: the name of each)
  --chunk-s SECONDS   how long a chunk is (default 10)`;

/** @throws {TypeError} saying what is wrong. */
export function parseArguments(given: readonly string[]): Arguments {
  const text = { type: 'string' } as const;
  const { values, positionals: files } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      ...{ relay: text, dataset: text, origin: text, folder: text, journal: text },
      ...{ 'original-id': text, 'chunk-s': { ...text, default: '10' } },
    },
  });
  const { relay, dataset, origin, folder, journal = '.parqueue' } = values;
  const chunkS = Number(values['chunk-s']);
  if (files.length === 0) throw new TypeError('no file is named');
  if (!(chunkS > 0)) throw new TypeError(`--chunk-s is ${values['chunk-s']}; expected seconds above 0`);
  if ((folder === undefined) === (relay === undefined))
    throw new TypeError('name one of --relay and --folder');
  if (folder !== undefined)
    return { files, to: { folder }, journal, originalId: values['original-id'], chunkS };
  if (relay === undefined || dataset === undefined) throw new TypeError('--relay needs --dataset');
  const to = { relay, dataset, ...(origin !== undefined && { origin }) };
  return { files, to, journal, originalId: values['original-id'], chunkS };
}
