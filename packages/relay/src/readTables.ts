import { checkTables, type TableDefinition } from '@parqueue/schema';

/**
 * The tables among what the tables file exports, by name. What else it exports is its own affair.
 *
 * @throws {TypeError} when there is none, or when two cannot be in one dataset.
 */
export function readTables(
  exported: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, TableDefinition> {
  const found = Object.entries(exported).flatMap(([name, value]) =>
    isTable(value) ? [{ name, value }] : [],
  );
  if (found.length === 0) {
    throw new TypeError(
      "the tables file exports no table; export one: export const takes = table({ name: 'takes', features: { … } })",
    );
  }
  const exportOf = new Map<string, string>();
  for (const { name, value } of found) {
    const other = exportOf.get(value.name);
    if (other !== undefined) {
      throw new TypeError(
        `the tables file exports ${other} and ${name}, which are both the table "${value.name}"; give one of them another name`,
      );
    }
    exportOf.set(value.name, name);
  }
  checkTables(found.map(({ value }) => value));
  return new Map(found.map(({ value }) => [value.name, value] as const));
}

/** What `table()` returns, also where it was spread and changed. It has checked the rest. */
function isTable(value: unknown): value is TableDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'path', 'format', 'fingerprint'].every(
      (key) => typeof (value as Readonly<Record<string, unknown>>)[key] === 'string',
    ) &&
    'features' in value
  );
}
