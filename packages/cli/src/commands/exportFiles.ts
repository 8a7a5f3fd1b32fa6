import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { CachedTable, Database, SqlParams } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { EXPORT_FORMATS, type ExportStyle, exportColumns } from '../export/exportColumns.ts';
import { writeExport } from '../export/writeExport.ts';
import { formatBytes } from '../output/formatCell.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { definePlayMacros } from '../queries/plays/definePlayMacros.ts';
import { spanOf } from '../queries/plays/spanOf.ts';
import { rowCondition } from '../queries/rowFilter.ts';
import { fileStamp } from '../windows/fileStamp.ts';
import type { CommandContext, CommandDefinition, CommandOptions } from './commandDefinition.ts';

/** Rows as files for other programs. */
export const exportFiles: CommandDefinition = {
  name: 'export',
  summary: 'write rows as CSV, JSON lines or Parquet; plays and their summary by default, of 7 days',
  examples: [
    ['parqueue export csv --days 30 --include-errors --include-metrics', 'four files in analytics_export/'],
    ['parqueue export parquet --table metrics_event --since 2026-02-01', 'one table, of any dataset'],
  ],
  defaultSince: '7d',
  declare: (command) =>
    command
      .argument('[format]', EXPORT_FORMATS.join(', '), 'csv')
      .option('--output-dir <dir>', 'where the files go', 'analytics_export')
      .option('--include-errors', 'error_log too')
      .option('--include-metrics', 'system_metrics too')
      .option(
        '--table <name>',
        'this table instead; may be given several times',
        (value, before: string[] = []) => [...before, value],
      )
      .option(
        '--no-formula-guard',
        "CSV: leave texts that begin with = + - @ as they are, without a ' before them",
      ),
  async run(context, options, [given = 'csv']) {
    const { out, talk, platform, cache, clock, config } = context;
    const style = styleOf(given, options);
    const dir = resolve(platform.cwd, options['outputDir'] as string);
    const stamp = fileStamp(clock.now(), config.tz);
    const db = await cache.open();
    try {
      const { parts, missing } = await partsOf(db, context, options, style);
      for (const name of missing) talk.warn(`the dataset has no table ${name}`);
      if (!(await hasRows(db, parts))) {
        const { window, filters } = context;
        for (const { table } of parts)
          if (table !== undefined)
            talk.info(await explainEmpty(db, table, { window, filters, tz: config.tz }));
        out.show({ name: 'files', rows: [], whenEmpty: 'nothing to export' });
        return EXIT.noData;
      }
      const rows = [];
      for (const { name, select, params } of parts) {
        const path = join(dir, `${name}_${stamp}.${style.format}`);
        const count = await writeExport(db, { path, format: style.format, select, params });
        const { size } = await stat(path);
        rows.push({ file: relative(platform.cwd, path) || path, rows: count, size_bytes: size });
      }
      const columns = [
        { key: 'file' },
        { key: 'rows' },
        { key: 'size_bytes', title: 'size', format: (size: unknown) => formatBytes(Number(size)) },
      ];
      out.show({ name: 'files', rows, ...(out.format === 'text' && { columns }) });
      return missing.length > 0 ? EXIT.partial : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

function styleOf(given: string, options: CommandOptions): ExportStyle {
  const format = EXPORT_FORMATS.find((known) => known === given);
  if (format === undefined) throw usageError(`format: expected ${EXPORT_FORMATS.join(', ')}, got "${given}"`);
  return { format, isGuarded: options['formulaGuard'] !== false };
}

/** One file. */
interface ExportPart {
  readonly name: string;
  readonly select: string;
  readonly params: SqlParams;
  /** Whose rows it has; undefined of the summary. */
  readonly table?: CachedTable;
}

async function partsOf(
  db: Database,
  context: CommandContext,
  options: CommandOptions,
  style: ExportStyle,
): Promise<{ parts: ExportPart[]; missing: string[] }> {
  const { filters, window, clock } = context;
  const partOf = (table: CachedTable, by: typeof filters): ExportPart => {
    const { sql, params } = rowCondition(table, window, by);
    const order = table.columns.some(({ name }) => name === 'row_id')
      ? '_time, row_id'
      : '_time, _file, _row';
    const select = `SELECT ${exportColumns(table.columns, style)} FROM ${sqlName(table.name)} WHERE ${sql} ORDER BY ${order}`;
    return { name: fileNameOf(table.name), select, params, table };
  };
  const named = options['table'] as readonly string[] | undefined;
  if (named !== undefined)
    return { parts: [...new Set(named)].map((name) => partOf(db.requireTable(name), filters)), missing: [] };
  const wanted = [
    ...(options['includeErrors'] === true ? ['error_log'] : []),
    ...(options['includeMetrics'] === true ? ['system_metrics'] : []),
  ];
  const plays = db.requireTable('play_history');
  await definePlayMacros(db, { plays: filters });
  const found = wanted.map((name) => ({ name, table: db.tables.find((one) => one.name === name) }));
  return {
    parts: [
      partOf(plays, filters),
      { name: 'analytics_summary', select: summarySelect(style), params: { ...spanOf(window, clock.now()) } },
      ...found.flatMap(({ table }) => (table === undefined ? [] : [partOf(table, [])])),
    ],
    missing: found.filter(({ table }) => table === undefined).map(({ name }) => name),
  };
}

const isoText = (name: string): string => `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${name}`;

const summarySelect = ({ format }: ExportStyle): string =>
  `SELECT $start::VARCHAR AS period_start, $end::VARCHAR AS period_end, ${
    format === 'parquet' ? '*' : `* REPLACE (${isoText('first_play')}, ${isoText('last_play')})`
  } FROM get_play_stats($start, $end)`;

/** A table's name is the dataset's; a file's name is only ever a name. */
const fileNameOf = (table: string): string => table.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '_');

async function hasRows(db: Database, parts: readonly ExportPart[]): Promise<boolean> {
  for (const { table, select, params } of parts)
    if (table !== undefined && (await db.rows(`SELECT 1 FROM (${select}) LIMIT 1`, params)).length > 0)
      return true;
  return false;
}
