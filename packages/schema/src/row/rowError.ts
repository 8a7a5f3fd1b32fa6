/**
 * A row that does not fit its table. The message names table, column, the expected type and what came:
 * `alignment.surah: expected int32, got "two"`.
 */
export class RowError extends TypeError {
  /** Always `RowError`, also where two copies of the SDK make `instanceof` fail. */
  override readonly name = 'RowError';
  /** Always `invalid_row`: what tells it from a `ParqueueError`. */
  readonly code = 'invalid_row';
  /** The table's name. */
  readonly table: string;
  /** The column, or the way into it: `segments[2].ref`. Empty when the row itself is wrong. */
  readonly column: string;

  /** For the SDK itself; a page only reads such errors. */
  constructor(table: string, column: string, problem: string) {
    super(`${column === '' ? table : `${table}.${column}`}: ${problem}`);
    this.table = table;
    this.column = column;
  }
}

const SHOWN_CHARACTERS = 60;

/** A value as an error shows it: short, and with its type where the text alone would mislead. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return cut(JSON.stringify(value));
  if (typeof value === 'bigint') return cut(`bigint ${value}n`);
  if (value instanceof Date) return `Date ${Number.isNaN(value.getTime()) ? 'Invalid' : value.toISOString()}`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'no prototype'})`;
  return typeof value;
}

const cut = (text: string): string =>
  text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
