import type { ParquetElement, ParquetMeaning } from '@parqueue/schema/parquet';
import { InvalidShard } from './invalidShard.ts';
import { CONVERTED, ELEMENT, LOGICAL, REPETITIONS, TIME_UNIT, TIMESTAMP, TYPES } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import type { ThriftFields } from './thriftFields.ts';

/**
 * Compares the schema of a file with the columns that its table has, element by element.
 *
 * @throws {InvalidShard} naming the first column that differs.
 */
export function checkSchema(elements: readonly ThriftFields[], columns: readonly ParquetElement[]): void {
  if (elements.length > LIMITS.leaves * 4)
    throw new InvalidShard('too_large', 'the schema has too many elements');
  const [root, ...rest] = elements;
  if (root === undefined) throw new InvalidShard('malformed', 'the schema is empty');
  if (root.optionalInt32(ELEMENT.childCount, 'num_children') !== columns.length)
    throw new InvalidShard('schema_differs', `the file has not the ${columns.length} columns of its table`);
  let next = 0;
  const compare = (expected: ParquetElement, above: string): void => {
    const path = `${above}${expected.name}`;
    const element = rest[next++];
    if (element === undefined) throw new InvalidShard('schema_differs', `column ${path} is missing`);
    checkElement(element, expected, path);
    for (const child of expected.children) compare(child, `${path}.`);
  };
  for (const column of columns) compare(column, '');
  if (next !== rest.length)
    throw new InvalidShard('schema_differs', 'the file has more columns than its table');
}

function checkElement(element: ThriftFields, expected: ParquetElement, path: string): void {
  const differs = (what: string): never => {
    throw new InvalidShard('schema_differs', `column ${path}: ${what} is not that of the table`);
  };
  if (element.text(ELEMENT.name, 'name') !== expected.name) differs('the name');
  const type = element.optionalInt32(ELEMENT.type, 'type');
  if (type !== (expected.type && TYPES[expected.type])) differs('the type');
  if (element.optionalInt32(ELEMENT.repetition, 'repetition_type') !== REPETITIONS[expected.repetition])
    differs('the nullability');
  if ((element.optionalInt32(ELEMENT.childCount, 'num_children') ?? 0) !== expected.children.length)
    differs('the number of fields');
  if (!meansTheSame(element, expected.meaning)) differs('the meaning of its values');
}

/** Either way of saying it suffices, and both must agree. */
function meansTheSame(element: ThriftFields, meaning: ParquetMeaning | undefined): boolean {
  const converted = element.optionalInt32(ELEMENT.converted, 'converted_type');
  const logical = element.optionalStruct(ELEMENT.logical, 'logicalType');
  if (meaning === undefined) return converted === undefined && logical === undefined;
  if (converted === undefined && logical === undefined) return false;
  if (converted !== undefined && converted !== CONVERTED[meaning]) return false;
  if (logical === undefined) return true;
  const said = logical.optionalStruct(LOGICAL[meaning], 'its kind');
  if (logical.tree.size !== 1 || said === undefined) return false;
  return meaning !== 'milliseconds' || isUtcMilliseconds(said);
}

function isUtcMilliseconds(timestamp: ThriftFields): boolean {
  const unit = timestamp.optionalStruct(TIMESTAMP.unit, 'unit');
  return (
    timestamp.optionalFlag(TIMESTAMP.isAdjustedToUtc, 'isAdjustedToUTC') === true &&
    unit?.tree.size === 1 &&
    unit.tree.has(TIME_UNIT.milliseconds)
  );
}
