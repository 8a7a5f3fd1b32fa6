import type { FeatureSpec } from '../table/feature.ts';
import { checkedCell, int64Of } from './checkedCell.ts';

/**
 * A cell as hyparquet-writer takes it. What it would take and bend, such as a number in a text column, is refused here.
 *
 * | feature | given as | because |
 * |---|---|---|
 * | timestamp | a number | it makes the bigints itself, once for each value that is written |
 * | int64, classLabel | a bigint | it takes nothing else for 64 bits |
 * | struct | an object | it asks for fields by name |
 * | audio | the file | its members are the fields |
 *
 * @throws {UnfitCell}
 */
export function lightCell(feature: FeatureSpec, cell: unknown): unknown {
  if (cell === null || cell === undefined) return null;
  switch (feature.kind) {
    case 'string':
    case 'json':
      return checkedCell.text(cell);
    case 'int32':
      return checkedCell.int32(cell);
    case 'int64':
      return int64Of(checkedCell.decimal(cell));
    case 'classLabel':
      return BigInt(checkedCell.whole(cell));
    case 'timestamp':
      return checkedCell.whole(cell);
    case 'float64':
      return checkedCell.float64(cell);
    case 'bool':
      return checkedCell.bool(cell);
    case 'list':
      return checkedCell.list(cell).map((inner) => lightCell(feature.of, inner));
    case 'struct':
      return struct(feature.fields, checkedCell.struct(cell));
    case 'audio':
      return cell;
  }
}

function struct(fields: Readonly<Record<string, FeatureSpec>>, cells: readonly unknown[]): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field], i) => [name, lightCell(field, cells[i])]),
  );
}
