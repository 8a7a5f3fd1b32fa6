import type { TableDefinition } from '@parqueue/schema';
import type { Area, Areas, Key } from './store.ts';

/**
 * What a record must be to be worked with, by area. A disk that failed, another program of this origin or another build may have left
 * anything; a check costs a look at each field, nothing is parsed.
 */
export const isSoundRecord = (area: Area, key: unknown, value: unknown): boolean =>
  isSoundKey(area, key) && (CHECKS[area] as Check)(value, key as Key);

type Check = (value: unknown, key: Key) => boolean;

/** The parts of each area's keys. */
const KEY_PARTS: Readonly<Record<Area, readonly ('string' | 'number')[]>> = {
  journal: ['string', 'string', 'string'],
  exits: ['string', 'string'],
  seqs: ['string', 'string'],
  tables: ['string', 'string'],
  shards: ['string'],
  shardBytes: ['string'],
  receipts: ['string'],
  recordings: ['string'],
  blocks: ['string', 'number', 'number'],
  counters: ['string'],
  aside: ['string'],
  consent: ['string'],
  backup: ['string'],
  backupBlocks: ['string'],
  kept: ['string', 'string', 'string', 'string'],
};

export function isSoundKey(area: Area, key: unknown): boolean {
  const parts = KEY_PARTS[area];
  return (
    Array.isArray(key) && key.length === parts.length && parts.every((part, i) => typeof key[i] === part)
  );
}

const CHECKS: { readonly [A in Area]: Check } = {
  journal: (value, [table]) =>
    isObject(value) &&
    isString(value['fingerprint']) &&
    isIdentityOrNull(value['identity']) &&
    isList(value['entries'], (entry) => isSoundEntry(entry) && entry['table'] === table),
  exits: (value) =>
    isExitFrame(value) &&
    isList(value['entries'], (entry) => isSoundExitEntry(value, entry)) &&
    isList(value['drops'], isDropNotice) &&
    (value['changes'] === undefined || isList(value['changes'], isSoundChange)) &&
    (value['said'] === undefined || isList(value['said'], isSaid)),
  seqs: (value) =>
    isObject(value) &&
    isRanges(value['stored']) &&
    isRanges(value['sealed']) &&
    isIdentityOrNull(value['identity']) &&
    (value['dropped'] === undefined || isCounts(value['dropped'])) &&
    (value['reopened'] === undefined || isRanges(value['reopened'])) &&
    (value['lost'] === undefined || isCounts(value['lost'])),
  tables: (value, [name, fingerprint]) =>
    isTable(value) && value.name === name && value.fingerprint === fingerprint,
  shards: (value) =>
    isObject(value) &&
    ['table', 'fingerprint', 'clientId', 'sha256'].every((name) => isString(value[name])) &&
    isIdentity(value['identity']) &&
    isRanges(value['seqs']) &&
    isCount(value['sizeBytes']) &&
    isTime(value['sealedAt']) &&
    (value['state'] === 'waiting' || value['state'] === 'dead') &&
    isList(value['rows'], isSealedRow),
  backup: isTail,
  backupBlocks: isTail,
  shardBytes: isBytes,
  receipts: (value) =>
    isObject(value) &&
    isString(value['table']) &&
    isString(value['clientId']) &&
    isRanges(value['seqs']) &&
    isList(value['rowIds'], isString) &&
    ['accepted', 'committed', 'dead', 'lost'].includes(value['state'] as string),
  recordings: (value) =>
    isObject(value) &&
    isString(value['clientId']) &&
    isTime(value['startedAt']) &&
    (value['state'] === 'recording' || value['state'] === 'complete') &&
    isList(value['clips'], isStoredClip) &&
    (value['started'] === undefined || isList(value['started'], isStartedClip)),
  blocks: (value) =>
    isObject(value) &&
    isBytes(value['bytes']) &&
    ['sampleCount', 'minFrameBytes', 'maxFrameBytes'].every((name) => isCount(value[name])),
  counters: (value) =>
    isObject(value) &&
    ['appended', 'accepted', 'committed', 'dead'].every((name) => isCount(value[name])) &&
    isCounts(value['dropped']),
  aside: isObject,
  consent: isObject,
  kept: (value) =>
    isObject(value) &&
    isString(value['fingerprint']) &&
    isIdentity(value['identity']) &&
    isList(value['rows'], (row) => isSealedRow(row) && isLine((row as Fields)['line'])) &&
    isObject(value['clips']),
};

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const isString = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): boolean => isObject(value) && Object.values(value).every(isCount);
function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
function isTail(value: unknown): boolean {
  if (!isObject(value) || value['state'] !== 'whole') return isObject(value) && value['state'] === 'broken';
  const isFile = value['file'] === 0 || value['file'] === 1;
  return isFile && ['generation', 'sizeBytes', 'putCount', 'goneCount'].every((name) => isCount(value[name]));
}
const isList = (value: unknown, check: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(check);
const isIdentity = (value: unknown): boolean =>
  isObject(value) && isString(value['userId']) && isString(value['proof']);
const isIdentityOrNull = (value: unknown): boolean => value === null || isIdentity(value);

function isRanges(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  let last = -1;
  for (const range of value) {
    if (!Array.isArray(range) || range.length !== 2) return false;
    if (!isCount(range[0]) || !isCount(range[1]) || range[0] <= last || range[1] < range[0]) return false;
    last = range[1];
  }
  return true;
}

/** Text that begins and ends as JSON of a list does: what is torn does not end so. */
const isLine = (value: unknown): value is string =>
  isString(value) && value.startsWith('[') && value.endsWith(']');

export function isSoundChange(value: unknown): boolean {
  return (
    isObject(value) &&
    isString(value['table']) &&
    isTime(value['change']) &&
    isString(value['rowId']) &&
    isTime(value['at']) &&
    isLine(value['line'])
  );
}

export function isSoundEntry(value: unknown): value is Fields {
  return (
    isObject(value) &&
    isSoundChange(value) &&
    isCount(value['seq']) &&
    (value['folded'] === undefined || isList(value['folded'], isTime)) &&
    (value['revision'] === undefined || isCount(value['revision']))
  );
}

function isExitFrame(value: unknown): value is Fields & { readonly tables: readonly unknown[] } {
  return isObject(value) && isIdentityOrNull(value['identity']) && isList(value['tables'], isTable);
}

/** An entry whose table the page forgot to write with it can never be read. */
export const isSoundExitEntry = (exit: unknown, entry: unknown): boolean =>
  isExitFrame(exit) &&
  isSoundEntry(entry) &&
  exit.tables.some((table) => (table as TableDefinition).name === entry['table']);

const isDropNotice = (value: unknown): boolean =>
  isObject(value) && isString(value['table']) && isString(value['reason']) && isCount(value['total']);

export const isSaid = (value: unknown): boolean =>
  isObject(value) &&
  isString(value['table']) &&
  isString(value['rowId']) &&
  isTime(value['change']) &&
  isTime(value['at']);

function isTable(value: unknown): value is TableDefinition {
  return (
    isObject(value) &&
    isString(value['name']) &&
    isString(value['fingerprint']) &&
    (value['format'] === 'parquet' || value['format'] === 'jsonl') &&
    isObject(value['features']) &&
    Object.values(value['features']).every((feature) => isObject(feature) && isString(feature['kind'])) &&
    isObject(value['merge']) &&
    isObject(value['fill'])
  );
}

/** Its text matters only when the file is gone; then it is looked at in the journal. */
const isSealedRow = (value: unknown): boolean =>
  isObject(value) &&
  isCount(value['seq']) &&
  isString(value['rowId']) &&
  isTime(value['at']) &&
  isString(value['line']) &&
  isList(value['folded'], isTime) &&
  (value['revision'] === undefined || isCount(value['revision']));

const isStoredClip = (value: unknown): boolean =>
  isObject(value) &&
  isString(value['recordingId']) &&
  isCount(value['index']) &&
  isBytes(value['header']) &&
  isCount(value['sizeBytes']);

const isStartedClip = (value: unknown): boolean =>
  isObject(value) && isCount(value['index']) && isTime(value['startS']) && isBytes(value['header']);

/** Looks into the text, too: for when something could not be read, and nobody knows what. */
export function isReadable<A extends Area>(area: A, key: unknown, value: Areas[A]): boolean {
  if (!isSoundRecord(area, key, value)) return false;
  if (area === 'journal') return (value as Areas['journal']).entries.every(isReadableEntry);
  if (area === 'exits') {
    const { entries, changes = [] } = value as Areas['exits'];
    return entries.every(isReadableEntry) && changes.every(isReadableEntry);
  }
  return true;
}

export const isReadableEntry = ({
  change,
  line,
}: Pick<Areas['journal']['entries'][number], 'change' | 'line'>): boolean =>
  isListText(line, change === 0 ? undefined : (cell) => Array.isArray(cell) && isCount(cell[0]));

function isListText(text: string, check: (one: unknown) => boolean = () => true): boolean {
  try {
    return isList(JSON.parse(text), check);
  } catch {
    return false;
  }
}
