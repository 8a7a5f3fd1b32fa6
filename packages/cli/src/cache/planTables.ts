import type { TableDefinition } from '@parqueue/schema';
import { cardFeatures } from '@parqueue/schema/card';
import * as presets from '@parqueue/schema/presets';
import type { SourceFile } from './datasetSource.ts';
import { duckTypeOf } from './duckTypeOf.ts';
import { type CardColumn, type CardTable, fitsGlob, readCard } from './readCard.ts';

/** A table and its files. */
export interface PlannedTable {
  readonly name: string;
  readonly format: 'parquet' | 'jsonl';
  /** What is declared of its columns; files may have others. */
  readonly columns: readonly CardColumn[];
  readonly files: readonly SourceFile[];
}

const PRESETS = (Object.values(presets) as unknown[]).filter(
  (value): value is TableDefinition => typeof value === 'object' && value !== null && 'fingerprint' in value,
);

/**
 * Which file belongs to which table: first as the card says, then, for JSON lines beside Parquet and for files that no card names, by
 * folder: that of a preset, else the folder's own name.
 */
export function planTables(readme: string | undefined, files: readonly SourceFile[]): PlannedTable[] {
  const card = readCard(readme ?? '');
  const planned = new Map<string, { columns: readonly CardColumn[]; files: SourceFile[] }>(
    card.map(({ name, columns }) => [tableName(name), { columns, files: [] }]),
  );
  for (const file of files) {
    const { name, columns } = ownerOf(card, file.path);
    const table = planned.get(name) ?? { columns, files: [] };
    planned.set(name, table);
    table.files.push(file);
  }
  return [...planned].map(([name, table]) => ({
    name,
    ...table,
    format: table.files[0]?.path.endsWith('.jsonl') ? 'jsonl' : 'parquet',
  }));
}

function ownerOf(card: readonly CardTable[], path: string): { name: string; columns: readonly CardColumn[] } {
  // The config whose glob says most of the path: `data/*.parquet` is nearer than `data/**`.
  const fitting = card
    .flatMap(({ name, globs, columns }) => globs.map((glob) => ({ name: tableName(name), glob, columns })))
    .filter(({ glob }) => fitsGlob(glob, path))
    .sort((a, b) => b.glob.replaceAll('**', '').length - a.glob.replaceAll('**', '').length);
  if (fitting[0] !== undefined) return fitting[0];
  const folder = path
    .split('/')
    .slice(1, -1)
    .filter((part) => !/^\d{4}(-\d{2}){0,2}$/.test(part));
  const preset = PRESETS.find(
    (table) => table.path === folder.join('/') && path.endsWith(`.${table.format}`),
  );
  if (preset !== undefined) return { name: preset.name, columns: columnsOf(preset) };
  return { name: tableName(folder.join('_') || 'rows'), columns: [] };
}

const columnsOf = ({ features }: TableDefinition): CardColumn[] =>
  cardFeatures(features).map((feature) => ({
    name: feature.name,
    type: duckTypeOf(feature as unknown as Record<string, unknown>),
  }));

/** A name that needs no quotes in SQL. */
const tableName = (name: string): string => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return /^[a-z]/.test(plain) ? plain : `t_${plain}`;
};
