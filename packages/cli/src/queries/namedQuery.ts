import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../commandError.ts';
import { BUILT_IN_QUERIES } from './builtInQueries.ts';

/** A statement with a name. What it is for stands in a comment before it. */
export interface NamedQuery {
  readonly name: string;
  /** The comment lines before it. */
  readonly about: string;
  /** It may name `$since`, `$until`, `$limit` and `$tz`, and parameters of its own: `-- param model = kokoro-cpu`. */
  readonly sql: string;
  /** Its own parameters and what they are by default. */
  readonly params: Readonly<Record<string, string>>;
  /** Where it comes from. */
  readonly origin: string;
}

/** Those that come with the program, and the `.sql` files of a folder, which stand over them. By name. */
export async function listQueries(dir: string): Promise<NamedQuery[]> {
  const byName = new Map(
    BUILT_IN_QUERIES.map(({ name, text }) => [name, parseQuery(name, text, 'built in')]),
  );
  const files = await readdir(dir).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.sql')).sort()) {
    const name = file.slice(0, -'.sql'.length);
    byName.set(name, parseQuery(name, await readFile(join(dir, file), 'utf8'), file));
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function parseQuery(name: string, text: string, origin: string): NamedQuery {
  const lines = text.split(/\r?\n/);
  const comments: string[] = [];
  while (lines[0]?.startsWith('--')) comments.push((lines.shift() ?? '').replace(/^--\s*/, ''));
  const params: Record<string, string> = {};
  const about = comments.filter((comment) => {
    const match = /^param\s+(\w+)\s*=\s*(.*)$/.exec(comment);
    if (match?.[1] !== undefined) params[match[1]] = match[2]?.trim() ?? '';
    return match === null;
  });
  const sql = lines.join('\n').trim().replace(/;\s*$/, '');
  if (sql === '') throw new CommandError(`${origin}: query ${name} holds no statement`);
  return { name, about: about.join(' ').trim(), sql, params, origin };
}
