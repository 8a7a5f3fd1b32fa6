import { basename, join, resolve } from 'node:path';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { DatasetFolder, NodeLoggerOptions } from '../api/node.ts';
import { durationMs } from '../base/duration.ts';

/** Where a logger's things are, and what only loggers of Node are told. */
export interface LoggerPlaces
  extends Required<Pick<NodeLoggerOptions<Tables>, 'storedOutlives' | 'handleSignals'>> {
  /** As the core has them: the destination is an address in any case. */
  readonly options: LoggerOptions<Tables>;
  /** Of the journal; null where nothing is kept. */
  readonly folder: string | null;
  readonly to: (DatasetFolder & { readonly title: string }) | undefined;
  readonly origin: string | undefined;
  readonly rememberForMs: number;
}

/** The address of a dataset that has none: such names never lead anywhere (RFC 2606). */
const FOLDER_ADDRESS = 'http://folder.invalid';

/** Sorts out where rows go and where they wait. Throws nothing. */
export function placeOptions<T extends Tables>(given: NodeLoggerOptions<T>): LoggerPlaces {
  try {
    return placed(given ?? {});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problem =
      error instanceof ParqueueError ? error : new ParqueueError('misconfigured', `createLogger: ${message}`);
    return { ...DEFAULTS, options: refusing(given, problem), folder: null, to: undefined, origin: undefined };
  }
}

const DEFAULTS = {
  storedOutlives: 'process',
  handleSignals: true,
  rememberForMs: 7 * 24 * 3_600_000,
} as const;

/** Options that say what is wrong with them where the core checks them. */
const refusing = (given: unknown, problem: ParqueueError): LoggerOptions<Tables> =>
  ({
    get tables() {
      return (given as { tables?: Tables } | undefined)?.tables;
    },
    get relay() {
      throw problem;
    },
  }) as unknown as LoggerOptions<Tables>;

function placed<T extends Tables>(given: NodeLoggerOptions<T>): LoggerPlaces {
  const { to, folder, origin, storedOutlives, handleSignals, rememberFor, ...rest } = given;
  checkOptions(given);
  if (to !== undefined) checkDatasetFolder(to, given.relay);
  const title = to && (given.dataset ?? basename(resolve(to.folder)));
  const dataset = title === undefined ? given.dataset : nameOf(title);
  const relay = to === undefined ? given.relay : FOLDER_ADDRESS;
  const root = folder ?? join(to?.folder ?? process.cwd(), '.parqueue');
  const journal = to === undefined ? journalName(relay, dataset) : 'journal';
  return {
    options: { ...rest, relay, dataset } as unknown as LoggerOptions<Tables>,
    folder: folder === null ? null : join(resolve(root), journal),
    to: to && { ...to, folder: resolve(to.folder), title: title as string },
    origin,
    storedOutlives: storedOutlives ?? DEFAULTS.storedOutlives,
    handleSignals: handleSignals ?? DEFAULTS.handleSignals,
    rememberForMs: rememberForMs(rememberFor),
  };
}

function checkOptions({ folder, origin, storedOutlives, handleSignals }: NodeLoggerOptions<Tables>): void {
  if (folder !== undefined && folder !== null && !isPath(folder))
    wrong(`folder is ${JSON.stringify(folder)}; expected a path, or null to keep nothing`);
  if (!['process', 'machine', undefined].includes(storedOutlives))
    wrong(`storedOutlives is ${JSON.stringify(storedOutlives)}; expected process or machine`);
  if (origin !== undefined && !isOrigin(origin))
    wrong(`origin is ${JSON.stringify(origin)}; expected one such as https://recite.example`);
  if (handleSignals !== undefined && typeof handleSignals !== 'boolean')
    wrong(`handleSignals is ${JSON.stringify(handleSignals)}; expected true or false`);
}

const rememberForMs = (given: unknown): number =>
  given === undefined
    ? DEFAULTS.rememberForMs
    : (durationMs(given) ??
      wrong(`rememberFor is ${JSON.stringify(given)}; expected milliseconds or text such as '168h'`));

const isOrigin = (text: unknown): boolean =>
  URL.canParse(String(text)) && new URL(String(text)).origin === text;

const isPath = (path: unknown): boolean => typeof path === 'string' && path !== '';

function checkDatasetFolder({ folder, userId }: DatasetFolder, relay: unknown): void {
  if (relay !== undefined) wrong('relay and to are both given; rows go to one of them');
  if (!isPath(folder)) wrong(`to.folder is ${JSON.stringify(folder)}; expected a path`);
  if (userId !== undefined && !/^[0-9a-f]{12,64}$/.test(userId))
    wrong(`to.userId is ${JSON.stringify(userId)}; expected 12 to 64 hex digits`);
}

/** A name that a relay could have for it. */
const nameOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64) || 'dataset';

/** The folder of one relay and dataset. What is wrong with them is the core's to say. */
function journalName(relay: unknown, dataset: unknown): string {
  const host = URL.canParse(String(relay)) ? new URL(String(relay)).host : 'nowhere';
  return `${host}_${dataset}`.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

function wrong(said: string): never {
  throw new ParqueueError('misconfigured', `createLogger: ${said}`);
}
