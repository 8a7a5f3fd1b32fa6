import { type MetricsEventRow, metricsEvents } from '@parqueue/schema/presets';

/** The columns of an event, without its type and its `data`. */
export type EventContext = Omit<MetricsEventRow, 'event_type' | 'data'>;

/** What an event is made of. */
export interface EventParts {
  readonly type: string;
  /** For types of the catalogue, those of its columns alone. */
  readonly defaults: EventContext | undefined;
  readonly context: EventContext;
  /** What was measured; it stands where nobody gives a value. */
  readonly measured: EventContext;
  readonly fields: EventContext & { readonly data?: unknown };
  /** Goes into `data`, beside what is given. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The row of an event: what is given goes before its context, that before what was measured, and that before the defaults. */
export function eventRow({ type, defaults, context, measured, fields, extra }: EventParts): MetricsEventRow {
  const row: Record<string, unknown> = {};
  // Each event of a page comes through here: `for in` makes no arrays.
  for (const column in defaults)
    if (takesColumn(type, column)) put(row, column, defaults[column as keyof EventContext]);
  for (const part of [measured, context, fields] as EventContext[])
    for (const column in part) put(row, column, part[column as keyof EventContext]);
  const data = withExtra(fields.data, extra);
  row['event_type'] = type;
  if (data !== undefined) row['data'] = data;
  return row as MetricsEventRow;
}

/** Nothing takes the place of something; columns of milliseconds are whole. */
function put(row: Record<string, unknown>, column: string, value: unknown): void {
  if (value === undefined || value === null || column === 'data') return;
  const isFraction = typeof value === 'number' && column.endsWith('_ms') && Number.isFinite(value);
  row[column] = isFraction ? Math.round(value) : value;
}

const ANY_TYPE: readonly string[] = ['timestamp', 'document_id', 'request_id', 'block_idx'];

function takesColumn(type: string, column: string): boolean {
  if (!Object.hasOwn(metricsEvents, type) || ANY_TYPE.includes(column)) return true;
  const { required, columns } = metricsEvents[type as keyof typeof metricsEvents];
  return [...required, ...columns].some((one) => one === column);
}

function withExtra(data: unknown, extra: Readonly<Record<string, unknown>>): unknown {
  if (Object.keys(extra).length === 0) return data;
  if (data === undefined || data === null) return extra;
  if (typeof data === 'object' && !Array.isArray(data)) return { ...data, ...extra };
  return { value: data, ...extra };
}

/** Characters as Python counts them: one for each code point. */
export function lengthOfText(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++)
    if (isLead(text.charCodeAt(i)) && isTrail(text.charCodeAt(i + 1))) length--;
  return length;
}

const isLead = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isTrail = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
