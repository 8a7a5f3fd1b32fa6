import type { TableDefinition } from './table.ts';

/**
 * Checks that tables can live in one dataset. Several definitions of one name are versions of one table.
 *
 * A table's rows are found by a glob over its folder, so no folder may lie in another's, and the files of an older layout
 * (`data/*.<format>`) can belong to one table only.
 *
 * @throws {TypeError} naming both tables and what to change.
 * @example
 * ```ts
 * import { recitation, recitationError } from '@parqueue/sdk/presets';
 * import { checkTables } from '@parqueue/sdk/schema';
 *
 * checkTables([recitation, recitationError]);
 * ```
 */
export function checkTables(tables: readonly TableDefinition[]): void {
  for (const [i, a] of tables.entries()) {
    for (const b of tables.slice(i + 1)) {
      const problem = a.name === b.name ? versionProblem(a, b) : neighbourProblem(a, b);
      if (problem !== undefined) throw new TypeError(problem);
    }
  }
}

function versionProblem(a: TableDefinition, b: TableDefinition): string | undefined {
  for (const key of ['path', 'format', 'revisions'] as const) {
    if (a[key] !== b[key]) {
      return `table ${JSON.stringify(a.name)}: ${key} is ${a[key]} in one version and ${b[key]} in another; give the changed table a new name`;
    }
  }
  return undefined;
}

function neighbourProblem(a: TableDefinition, b: TableDefinition): string | undefined {
  const names = `tables ${JSON.stringify(a.name)} and ${JSON.stringify(b.name)}`;
  if (`${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`)) {
    return `${names}: one of the paths ${a.path} and ${b.path} lies in the other; give them folders side by side`;
  }
  if (a.continues && b.continues && a.format === b.format) {
    return `${names}: both continue the older files at data/*.${a.format}; only one can`;
  }
  return undefined;
}
