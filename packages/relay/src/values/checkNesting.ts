import type { ParquetElement } from '@parqueue/schema/parquet';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { Place } from '../parquet/thriftFields.ts';
import type { ColumnLevels } from './checkColumn.ts';

/** Where a leaf lies in lists and structs. */
export interface Nesting {
  /** For each level of repetition from 1 on: the definition level from which on an element is there. */
  readonly elementAt: readonly number[];
  /** What it shares with other leaves. */
  readonly groups: readonly SharedGroup[];
}

interface SharedGroup {
  readonly path: string;
  readonly definition: number;
  readonly repetition: number;
}

/** Of the leaves of a table, in their order. */
export function nestingOf(elements: readonly ParquetElement[]): readonly Nesting[] {
  const leaves: Nesting[] = [];
  const visit = (element: ParquetElement, above: string, definition: number, nesting: Nesting): void => {
    const path = `${above}/${element.name}`;
    const elementAt =
      element.repetition === 'REPEATED' ? [...nesting.elementAt, definition] : nesting.elementAt;
    // One with a single child is as that is.
    const isShared = element.children.length > 1;
    const shared = { path, definition, repetition: elementAt.length };
    const inside = { elementAt, groups: isShared ? [...nesting.groups, shared] : nesting.groups };
    if (element.type !== undefined) leaves.push(inside);
    for (const child of element.children) visit(child, path, definition + 1, inside);
  };
  for (const element of elements) visit(element, '', 1, { elementAt: [], groups: [] });
  return leaves;
}

/** What the groups of one row group look like, as the first leaf of each says. */
export type SeenGroups = Map<string, Uint8Array>;

/**
 * Checks the levels of a leaf: that they make lists, as many rows as there are, and the same lists and structs as those of its neighbours.
 * Readers build a list of structs from its leaves, and fail, or mix rows up, where they differ.
 *
 * @throws {InvalidShard}
 */
export function checkNesting(
  levels: ColumnLevels,
  { elementAt, groups }: Nesting,
  rowCount: number,
  seen: SeenGroups,
  place: Place,
): void {
  if (levels.repetitions !== undefined)
    checkLists(levels.definitions, levels.repetitions, elementAt, rowCount, place);
  for (const group of groups) {
    const shape = shapeOf(levels, group);
    const known = seen.get(group.path);
    if (known === undefined) seen.set(group.path, shape);
    else if (!isSame(known, shape))
      throw new InvalidShard('inconsistent', `${place.where} has other lists or structs than its neighbour`);
  }
}

function checkLists(
  definitions: Uint8Array,
  repetitions: Uint8Array,
  elementAt: readonly number[],
  rowCount: number,
  place: Place,
): void {
  let rows = 0;
  for (let i = 0; i < repetitions.length; i++) {
    const level = repetitions[i] as number;
    if (level === 0) {
      rows++;
      continue;
    }
    // An element comes after another of its list, so that both are there.
    const least = elementAt[level - 1] as number;
    if (i === 0 || (definitions[i] as number) < least || (definitions[i - 1] as number) < least)
      throw new InvalidShard('inconsistent', `${place.where} goes on with a list that has not begun`);
  }
  if (rows !== rowCount)
    throw new InvalidShard('inconsistent', `${place.where} has ${rows} rows, not ${rowCount}`);
}

/** Both levels of everything in the group, one after the other, as far as they are the group's own. */
function shapeOf({ definitions, repetitions }: ColumnLevels, group: SharedGroup): Uint8Array {
  const shape = new Uint8Array(2 * definitions.length);
  let length = 0;
  for (let i = 0; i < definitions.length; i++) {
    const repetition = repetitions?.[i] ?? 0;
    if (repetition > group.repetition) continue;
    shape[length++] = repetition;
    shape[length++] = Math.min(definitions[i] as number, group.definition);
  }
  return shape.subarray(0, length);
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
