/** Something that happened, whichever table tells of it. */
export interface TraceMoment {
  readonly time: Date | null;
  readonly table: string;
  /** In a few words: the event's type, the line, the stage and how it stands. */
  readonly what: string;
  /** What else the row says; null where nothing. */
  readonly details: Readonly<Record<string, unknown>> | null;
}

type Row = Readonly<Record<string, unknown>>;

/** What a table's rows are in words, and the columns that say it. */
const WORDS: Readonly<Record<string, (row: Row) => string>> = {
  metrics_event: (row) => textOf(row, 'event_type'),
  log_line: (row) => `[${textOf(row, 'logger')}] [${textOf(row, 'level')}] ${textOf(row, 'message')}`,
  error_log: (row) => `${textOf(row, 'severity')} in ${textOf(row, 'service')}: ${textOf(row, 'message')}`,
  play_history: (row) => `play: ${textOf(row, 'artist')} – ${textOf(row, 'title')}`,
  transcription: (row) => `${textOf(row, 'processor')}: ${textOf(row, 'status')}`,
};

/** Columns that tell who and when rather than what. */
const LEFT_OUT = new Set([
  '_time',
  'timestamp',
  'started_at',
  'row_id',
  'revision',
  'event_type',
  'logger',
  'level',
  'message',
  'line_number',
  'request_id',
  'job_id',
  'stack_trace',
  'error_stack',
]);

/** The moments that a row tells of: one, or where it has an end, of a stage two. */
export function momentsOf(table: string, row: Row): TraceMoment[] {
  if (table === 'stage_manifest') return stageMoments(row);
  const what = WORDS[table]?.(row) ?? table.replaceAll('_', ' ');
  return [{ time: timeOf(row['_time']), table, what, details: detailsOf(row) }];
}

function stageMoments(row: Row): TraceMoment[] {
  const table = 'stage_manifest';
  const name = `stage ${textOf(row, 'stage')}`;
  const begin = {
    time: timeOf(row['_time']),
    table,
    what: `${name} begins`,
    details: pick(row, ['config', 'inputs']),
  };
  const end = timeOf(row['completed_at']);
  if (end === null) return [begin];
  const details = pick(row, ['duration_seconds', 'outputs', 'errors', 'warnings', 'cost']);
  return [begin, { time: end, table, what: `${name}: ${textOf(row, 'status')}`, details }];
}

const textOf = (row: Row, column: string): string => String(row[column] ?? '–');
const timeOf = (value: unknown): Date | null => (value instanceof Date ? value : null);

const detailsOf = (row: Row): TraceMoment['details'] =>
  pick(
    row,
    Object.keys(row).filter((column) => !LEFT_OUT.has(column)),
  );

function pick(row: Row, columns: readonly string[]): TraceMoment['details'] {
  const said = columns
    .map((column) => [column, plainOf(row[column])] as const)
    .filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    );
  return said.length === 0 ? null : Object.fromEntries(said);
}

/** JSON columns are their text; here they are what it says. */
function plainOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
