import type { FeatureSpec } from '../table/feature.ts';
import type { MergePolicy } from '../table/table.ts';
import type { Cell } from './cell.ts';

/**
 * What a column holds after a change, by the table's merge policy. An `append` column takes the elements of the array that came, and
 * keeps what it has when null came.
 *
 * @example
 * ```ts
 * import { json, mergeCell } from '@parqueue/sdk/schema';
 *
 * const runs = mergeCell(json<number[]>(), 'append', '[1]', '[2,3]'); // '[1,2,3]'
 * ```
 */
export function mergeCell(feature: FeatureSpec, policy: MergePolicy, current: Cell, change: Cell): Cell {
  if (policy === 'once') return current ?? change;
  if (policy === 'replace') return change;
  if (current === null || change === null) return current ?? change;
  return feature.kind === 'json'
    ? concatenateJsonArrays(current as string, change as string)
    : [...(current as readonly Cell[]), ...(change as readonly Cell[])];
}

function concatenateJsonArrays(a: string, b: string): string {
  const left = a.slice(1, -1);
  const right = b.slice(1, -1);
  return `[${left}${left !== '' && right !== '' ? ',' : ''}${right}]`;
}
