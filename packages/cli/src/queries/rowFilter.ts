import type { CachedTable, SqlParams } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import { usageError } from '../commandError.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';

/** `model_slug=kokoro-cpu`, as `--where` takes it. */
export interface RowFilter {
  readonly column: string;
  /** Keys into a JSON column: `data.cursor` is column `data`, path `cursor`. */
  readonly path: readonly string[];
  readonly operator: FilterOperator;
  readonly value: string;
  /** As it was given. */
  readonly said: string;
}

type FilterOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~';

const FILTER = /^\s*([A-Za-z_]\w*)((?:\.[\w-]+)*)\s*(!=|>=|<=|!~|=|>|<|~)\s*([\s\S]*?)\s*$/;

/** @throws {CommandError} when it is no filter. */
export function parseFilter(said: string): RowFilter {
  const match = FILTER.exec(said);
  if (match === null)
    throw usageError(`--where: expected column=value (or !=, >, >=, <, <=, ~ for a pattern), got "${said}"`);
  const [, column = '', path = '', operator = '=', value = ''] = match;
  return { column, path: path.split('.').filter(Boolean), operator: operator as FilterOperator, value, said };
}

/** A condition for WHERE and the values that it names. */
export interface Condition {
  readonly sql: string;
  readonly params: SqlParams;
}

/**
 * What rows of a table are asked for: within the window, and fitting every filter. The condition names columns of the table's view.
 *
 * @throws {CommandError} when a filter names a column that the table does not have.
 */
export function rowCondition(
  table: CachedTable,
  window: TimeWindow,
  filters: readonly RowFilter[] = [],
): Condition {
  const parts: string[] = [];
  const params: Record<string, string | number> = {};
  if (window.sinceMs !== undefined) {
    parts.push('_time >= epoch_ms($since_ms::BIGINT)::TIMESTAMPTZ');
    params['since_ms'] = window.sinceMs;
  }
  if (window.untilMs !== undefined) {
    parts.push('_time < epoch_ms($until_ms::BIGINT)::TIMESTAMPTZ');
    params['until_ms'] = window.untilMs;
  }
  for (const [i, filter] of filters.entries()) {
    parts.push(filterSql(table, filter, `$where_${i}`));
    params[`where_${i}`] = filter.value;
  }
  return { sql: parts.length === 0 ? 'true' : parts.join(' AND '), params };
}

/** An empty value asks for what is not there. */
function filterSql(table: CachedTable, filter: RowFilter, param: string): string {
  const column = table.columns.find(({ name }) => name === filter.column);
  if (column === undefined) {
    const there = table.columns.map(({ name }) => name).join(', ');
    throw usageError(`--where ${filter.said}: ${table.name} has no column ${filter.column}; it has ${there}`);
  }
  const name = sqlName(column.name);
  const isPath = filter.path.length > 0;
  const text = isPath
    ? `json_extract_string(try_cast(${name} AS JSON), '$.${filter.path.map((key) => `"${key}"`).join('.')}')`
    : `${name}::VARCHAR`;
  if (filter.value === '' && filter.operator === '=') return `(${text} IS NULL AND ${param} = '')`;
  if (filter.value === '' && filter.operator === '!=') return `(${text} IS NOT NULL AND ${param} = '')`;
  if (filter.operator === '~') return `regexp_matches(${text}, ${param}, 'i')`;
  if (filter.operator === '!~') return `NOT coalesce(regexp_matches(${text}, ${param}, 'i'), false)`;
  if (filter.operator === '=')
    return isPath || column.type === 'VARCHAR' ? `${text} = ${param}` : typed(name, column.type, '=', param);
  if (filter.operator === '!=') return `${text} IS DISTINCT FROM ${param}`;
  if (isPath) return `try_cast(${text} AS DOUBLE) ${filter.operator} try_cast(${param} AS DOUBLE)`;
  return typed(name, column.type, filter.operator, param);
}

const typed = (name: string, type: string, operator: string, param: string): string =>
  `${name} ${operator} try_cast(${param} AS ${/^(TINY|SMALL|U?BIG|HUGE)?INT/.test(type) ? 'DOUBLE' : type})`;
