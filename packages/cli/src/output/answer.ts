/** A column of a table of answers. */
export interface Column {
  /** The property of the rows, and the name in JSON and CSV. */
  readonly key: string;
  /** The heading in text and Markdown; default: the key with spaces. */
  readonly title?: string;
  /** How a value is shown in text and Markdown. JSON and CSV have it as it is. */
  readonly format?: (value: unknown, row: AnswerRow) => string;
  /** Numbers stand right by themselves. */
  readonly align?: 'left' | 'right';
  /** Left out of text and Markdown: only for machines. */
  readonly isHidden?: boolean;
}

export type AnswerRow = Readonly<Record<string, unknown>>;

/** One table of an answer. */
export interface Section {
  /** Its key in JSON, and its heading. */
  readonly name: string;
  readonly title?: string;
  /** Default: every property of the first row. */
  readonly columns?: readonly Column[];
  readonly rows: readonly AnswerRow[];
  /** One record rather than a list: shown as `name  value` lines, and as an object in JSON. */
  readonly isRecord?: boolean;
  /** What is said where there are no rows. */
  readonly whenEmpty?: string;
  /** Lines below the table, in text and Markdown. */
  readonly notes?: readonly string[];
  /** Stands in place of the table in text: charts, log lines. */
  readonly text?: string;
}

/** What a command answers. With one section, JSON is its rows; with several, an object of them by name. */
export interface Answer {
  readonly sections: readonly Section[];
}

export type OutputFormat = 'text' | 'json' | 'jsonl' | 'csv' | 'md';

/** The columns of a section that has none declared. */
export function columnsOf({ columns, rows }: Section): readonly Column[] {
  if (columns !== undefined) return columns;
  const keys = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row)) keys.add(key);
  return [...keys].map((key) => ({ key }));
}
