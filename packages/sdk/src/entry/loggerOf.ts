import type { TableDefinition } from '@parqueue/schema';
import type { Tables } from '../api/loggerOptions.ts';
import type { Handle } from './rowHandle.ts';

/** What a logger is made of, before its tables have doors. */
export interface LoggerShell {
  readonly methods: object;
  append(table: TableDefinition, row: unknown): Handle;
  find(table: TableDefinition, rowId: string): Handle;
}

/** The methods, and a door for each table that is not named as one of them. */
export function loggerOf(options: { readonly tables?: Tables } | undefined, shell: LoggerShell): object {
  const doors = tablesOf(options)
    .filter(([key]) => !Object.hasOwn(shell.methods, key))
    .map(([key, table]) => [
      key,
      { append: (row: unknown) => shell.append(table, row), row: (id: string) => shell.find(table, id) },
    ]);
  return { ...Object.fromEntries(doors), ...shell.methods };
}

/** By their local names; none where the options give none, which the core says. */
function tablesOf(options: { readonly tables?: Tables } | undefined): [string, TableDefinition][] {
  try {
    return Object.entries<unknown>(options?.tables ?? {}).map(([key, given]) => [key, tableOr(key, given)]);
  } catch {
    return [];
  }
}

/** The table; where something else was given, one without columns, so that there is a door that refuses. */
const tableOr = (name: string, given: unknown): TableDefinition =>
  ({ name, features: {}, merge: {}, ...(typeof given === 'object' ? given : {}) }) as TableDefinition;
