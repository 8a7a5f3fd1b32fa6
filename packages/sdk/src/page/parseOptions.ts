import { NAME_PATTERN, type TableDefinition } from '@parqueue/schema';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import { durationMs } from '../base/duration.ts';
import type { EngineConfig } from '../engine/engine.ts';

const DEFAULT_FLUSH_EVERY_MS = 60_000;
const DEFAULT_FLUSH_AT = { rowCount: 10_000, sizeBytes: 4 * 1024 * 1024 };

/** What the engine needs of the options. */
export type ParsedOptions = Omit<EngineConfig, 'version' | 'clientId'>;

const NOTHING: ParsedOptions = {
  relay: '',
  dataset: '',
  tables: [],
  flushEveryMs: {},
  flushAt: { rowCount: 0, sizeBytes: 0 },
};

/** The options as the engine needs them, or what is wrong with them. Throws nothing. */
export function readOptions(
  options: LoggerOptions<Tables>,
  taken: ReadonlySet<string>,
): {
  parsed: ParsedOptions;
  problem: ParqueueError | undefined;
} {
  try {
    return { parsed: parseOptions(options, taken), problem: undefined };
  } catch (error) {
    const problem =
      error instanceof ParqueueError
        ? error
        : new ParqueueError(
            'misconfigured',
            `createLogger: ${error instanceof Error ? error.message : error}`,
          );
    return { parsed: NOTHING, problem };
  }
}

/**
 * Checks the options.
 *
 * @throws {ParqueueError} `misconfigured`, naming the option and what it should be.
 */
function parseOptions<T extends Tables>(
  options: LoggerOptions<T>,
  taken: ReadonlySet<string>,
): ParsedOptions {
  if (!isWebAddress(options.relay))
    wrong(`relay is ${JSON.stringify(options.relay)}; expected an http(s) address`);
  if (!NAME_PATTERN.test(options.dataset))
    wrong(
      `dataset is ${JSON.stringify(options.dataset)}; expected the relay's name for it, of a-z, 0-9, _ and -`,
    );
  const tables = checkedTables(options.tables ?? {}, taken);
  for (const name of ['ticket', 'beforeAppend'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      wrong(`${name} is ${JSON.stringify(options[name])}; expected a function`);
  checkWriter(options.writer);
  for (const name of ['persist', 'audio'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      wrong(`${name} is ${JSON.stringify(options[name])}; expected true or false`);
  if (!['granted', 'pending', 'denied', undefined].includes(options.consent))
    wrong(`consent is ${JSON.stringify(options.consent)}; expected granted, pending or denied`);
  checkBackgroundSync(options.backgroundSync);
  return {
    relay: options.relay,
    dataset: options.dataset,
    tables: tables.map(plainTable),
    flushEveryMs: Object.fromEntries(
      Object.entries(options.tables).map(([key, { name }]) => [name, flushEveryMs(options, key)]),
    ),
    flushAt: flushAt(options.flushAt ?? {}),
    quota: quota(options.quota ?? {}),
    respectSaveData: options.respectSaveData === true,
  };
}

function wrong(problem: string): never {
  throw new ParqueueError('misconfigured', `createLogger: ${problem}`);
}

function checkedTables(given: Tables, taken: ReadonlySet<string>): TableDefinition[] {
  const tables = Object.values(given);
  if (tables.length === 0) wrong('tables is empty; expected at least one table');
  for (const [key, table] of Object.entries(given)) {
    if (taken.has(key)) wrong(`tables.${key} has the name of a method of the logger; call it something else`);
    if (typeof table?.fingerprint !== 'string') wrong(`tables.${key} is no table; make it with table({ … })`);
  }
  const names = tables.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) wrong(`tables has the table ${twice} twice`);
  return tables;
}

function checkWriter(writer: unknown): void {
  if (writer !== undefined && writer !== 'parquet' && writer !== 'light')
    wrong(`writer is ${JSON.stringify(writer)}; expected 'parquet' or 'light'`);
}

function checkBackgroundSync(tag: unknown): void {
  if (tag !== undefined && typeof tag !== 'boolean' && (typeof tag !== 'string' || tag === ''))
    wrong(`backgroundSync is ${JSON.stringify(tag)}; expected true, false or a tag`);
}

function isWebAddress(address: unknown): boolean {
  try {
    return /^https?:$/.test(new URL(String(address)).protocol);
  } catch {
    return false;
  }
}

function flushEveryMs<T extends Tables>(options: LoggerOptions<T>, key: string): number {
  const { flushEvery = DEFAULT_FLUSH_EVERY_MS } = options;
  const given =
    typeof flushEvery === 'object' && flushEvery !== null
      ? (flushEvery[key] ?? DEFAULT_FLUSH_EVERY_MS)
      : flushEvery;
  return (
    durationMs(given) ??
    wrong(`flushEvery is ${JSON.stringify(given)}; expected milliseconds or text such as '30s'`)
  );
}

function flushAt({
  rowCount = DEFAULT_FLUSH_AT.rowCount,
  sizeBytes = DEFAULT_FLUSH_AT.sizeBytes,
}: NonNullable<LoggerOptions<Tables>['flushAt']>): EngineConfig['flushAt'] {
  if (rowCount > 0 && sizeBytes > 0) return { rowCount: Number(rowCount), sizeBytes: Number(sizeBytes) };
  return wrong(`flushAt is ${JSON.stringify({ rowCount, sizeBytes })}; expected numbers above 0`);
}

function quota(given: NonNullable<LoggerOptions<Tables>['quota']>): NonNullable<EngineConfig['quota']> {
  const { rowsBytes, audioBytes } = given;
  const isSize = (size: unknown) => size === undefined || (typeof size === 'number' && size > 0);
  if (!isSize(rowsBytes) || !isSize(audioBytes))
    wrong(`quota is ${JSON.stringify({ rowsBytes, audioBytes })}; expected numbers of bytes above 0`);
  return { ...(rowsBytes && { rowsBytes }), ...(audioBytes && { audioBytes }) };
}

/** The definition as plain data, whatever else the object carries: it is stored and sent to a worker. */
function plainTable(table: TableDefinition): TableDefinition {
  return JSON.parse(JSON.stringify(table)) as TableDefinition;
}
