import { parse } from 'yaml';
import { duckTypeOf } from './duckTypeOf.ts';

/** A table as a dataset's card tells it. */
export interface CardTable {
  readonly name: string;
  /** Globs of its files, such as `data/alignment/**`. */
  readonly globs: readonly string[];
  /** Its declared columns and their DuckDB types, in order. Media columns have the type `MEDIA`. */
  readonly columns: readonly CardColumn[];
}

export interface CardColumn {
  readonly name: string;
  readonly type: string;
}

/** The tables that the front matter of a README names; none where it cannot be read. */
export function readCard(readme: string): CardTable[] {
  const front = /^\s*---[ \t]*\r?\n([\s\S]*?)\r?\n---/.exec(readme.replace(/^\uFEFF/, ''))?.[1];
  if (front === undefined) return [];
  const data = parsed(front);
  const infos = listOf(data['dataset_info']);
  return listOf(data['configs']).map((config) => {
    const name = String(config['config_name'] ?? 'default');
    const info = infos.find((candidate) => String(candidate['config_name'] ?? 'default') === name);
    const columns = listOf(info?.['features']).map((feature) => ({
      name: String(feature['name']),
      type: duckTypeOf(feature),
    }));
    return { name, globs: globsOf(config['data_files']), columns };
  });
}

type Mapping = Readonly<Record<string, unknown>>;

function parsed(yaml: string): Mapping {
  try {
    const value: unknown = parse(yaml);
    return typeof value === 'object' && value !== null ? (value as Mapping) : {};
  } catch {
    return {};
  }
}

/** A lone mapping counts as a list of one. */
const listOf = (value: unknown): Mapping[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (item): item is Mapping => typeof item === 'object' && item !== null && !Array.isArray(item),
  );

/** A text, a list of texts, or a list of splits with paths. */
function globsOf(dataFiles: unknown): string[] {
  const items: unknown[] = Array.isArray(dataFiles) ? dataFiles : [dataFiles];
  return items.flatMap((item) => {
    if (typeof item === 'string') return [item];
    if (typeof item !== 'object' || item === null) return [];
    return globsOf((item as Mapping)['path']);
  });
}

/** Whether a path fits a glob with `*` and `**`. */
export function fitsGlob(glob: string, path: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\u0000')
    .replaceAll('**', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0000', '(?:.*/)?')
    .replaceAll('\u0001', '.*');
  return new RegExp(`^${pattern}$`).test(path);
}
