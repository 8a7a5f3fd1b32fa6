import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';

/** What wrangler.toml says of the relay. */
export interface RelayToml {
  /** Of the Worker. */
  readonly name: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly alias: Readonly<Record<string, string>>;
}

export type TomlChanges = Partial<Pick<RelayToml, 'vars' | 'alias'>>;

/** @throws {Error} with the line where it is no TOML. */
export function readRelayToml(text: string): RelayToml {
  const { name, vars, alias } = parse(text);
  return {
    name: typeof name === 'string' ? name : '',
    vars: stringsOf(vars),
    alias: stringsOf(alias),
  };
}

/**
 * The text with these values in it: everything else, comments and order too, is as it was. What is not there yet is put at the head of
 * its table.
 *
 * @throws {Error} where a value stands in a way that cannot be changed alone, such as over several lines.
 */
export function editRelayToml(text: string, changes: TomlChanges): string {
  let edited = text;
  const wanted: Table = { ...parse(text) };
  for (const [table, values] of Object.entries(changes)) {
    for (const [key, value] of Object.entries(values)) {
      if (readRelayToml(text)[table as keyof TomlChanges][key] === value) continue;
      edited = setString(edited, { table, key, value });
      const before = wanted[table];
      wanted[table] = { ...(isTable(before) ? before : {}), [key]: value };
    }
  }
  if (!isSame(edited, wanted))
    throw new Error(
      `wrangler.toml: ${told(changes)} cannot be changed without the rest; set them there by hand`,
    );
  return edited;
}

const stringsOf = (table: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isTable(table) ? table : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

function isSame(text: string, wanted: Table): boolean {
  try {
    // Cloned, since the parser's tables have no prototype and ours do.
    return isDeepStrictEqual(structuredClone(parse(text)), structuredClone(wanted));
  } catch {
    return false;
  }
}

const told = (changes: TomlChanges): string =>
  Object.values(changes)
    .flatMap((values) => Object.keys(values))
    .join(', ');

interface TomlString {
  readonly table: string;
  readonly key: string;
  readonly value: string;
}

const HEADER = /^\s*\[\[?\s*([^\]]*?)\s*\]?\]\s*(?:#.*)?$/;

/** Changes the line that has the key, or adds one. The caller sees to it that this was right. */
function setString(text: string, { table, key, value }: TomlString): string {
  const lines = text.split('\n');
  const name = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`^(\\s*(?:${name}|"${name}")\\s*=\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*')(.*)$`, 's');
  let current = '';
  let headerAt = -1;
  for (const [index, each] of lines.entries()) {
    const header = HEADER.exec(each)?.[1];
    if (header !== undefined) current = header;
    if (header === table) headerAt = index;
    const found = current === table ? line.exec(each) : null;
    if (found === null) continue;
    return lines.with(index, `${found[1]}${JSON.stringify(value)}${found[3]}`).join('\n');
  }
  const end = text.includes('\r\n') ? '\r' : '';
  const added = `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)} = ${JSON.stringify(value)}${end}`;
  if (headerAt >= 0) return lines.toSpliced(headerAt + 1, 0, added).join('\n');
  return `${text.trimEnd()}${end}\n${end}\n[${table}]${end}\n${added}\n`;
}
