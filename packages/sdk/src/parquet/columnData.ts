import type { FeatureSpec } from '@parqueue/schema';
import { checkedCell, UnfitCell } from '@parqueue/schema/file';
import {
  type Binary,
  type Bool,
  type Data,
  type DataType,
  type Float64,
  type Int32,
  type Int64,
  type List,
  makeData,
  type Struct,
  type TimestampMillisecond,
  type Utf8,
} from 'apache-arrow';
import type { AudioFile } from './shardWriter.ts';
import { packBits, validityOf } from './validity.ts';
import { emptyColumn, utf8Column } from './variableColumn.ts';
import { int32Values, int64OfNumbers, int64OfTexts } from './wholeNumbers.ts';

/** The cells of one column; audio cells already replaced by their files. */
export type ColumnCells = readonly unknown[];

/**
 * The Arrow data of a column, its buffers filled directly from the cells: three to six times faster than Arrow's own builders, and
 * unlike them it refuses what does not fit.
 *
 * @throws {UnfitCell}
 */
export function columnData(feature: FeatureSpec, type: DataType, cells: ColumnCells): Data {
  const length = cells.length;
  const validity = validityOf(cells);
  switch (feature.kind) {
    case 'string':
    case 'json':
      return makeData({ type: type as Utf8, length, ...validity, ...utf8Column(texts(cells)) });
    case 'int32':
      return makeData({ type: type as Int32, length, ...validity, data: int32Values(cells) });
    case 'int64':
      return makeData({ type: type as Int64, length, ...validity, data: int64OfTexts(cells) });
    case 'classLabel':
      return makeData({ type: type as Int64, length, ...validity, data: int64OfNumbers(cells) });
    case 'timestamp':
      return makeData({
        type: type as TimestampMillisecond,
        length,
        ...validity,
        data: int64OfNumbers(cells),
      });
    case 'float64':
      return makeData({ type: type as Float64, length, ...validity, data: float64Values(cells) });
    case 'bool':
      return makeData({
        type: type as Bool,
        length,
        ...validity,
        data: packBits(cells, (cell) => cell === true),
      });
    case 'list':
      return listData(feature, type as List, cells);
    case 'struct':
      return structData(feature, type as Struct, cells);
    case 'audio':
      return audioData(type as Struct, cells as readonly (AudioFile | null)[]);
  }
}

type Lists = readonly (readonly unknown[] | null | undefined)[];

function listData(feature: FeatureSpec & { kind: 'list' }, type: List, cells: ColumnCells): Data {
  const lists = arrays(cells, 'a list');
  const valueOffsets = new Int32Array(lists.length + 1);
  const inner: unknown[] = [];
  for (let i = 0; i < lists.length; i++) {
    for (const cell of lists[i] ?? []) inner.push(cell);
    valueOffsets[i + 1] = inner.length;
  }
  const child = columnData(feature.of, type.valueType, inner);
  return makeData({ type, length: lists.length, ...validityOf(lists), valueOffsets, child });
}

function structData(feature: FeatureSpec & { kind: 'struct' }, type: Struct, cells: ColumnCells): Data {
  const structs = arrays(cells, 'a struct');
  const children = Object.values(feature.fields).map((field, i) =>
    columnData(
      field,
      (type.children[i] as { type: DataType }).type,
      structs.map((struct) => struct?.[i]),
    ),
  );
  return makeData({ type, length: structs.length, ...validityOf(structs), children });
}

/**
 * The paths of files, their bytes empty: those are laid out in the finished file (`audioChunk.ts`).
 *
 * Each part has a bitmap of its own, though they are equal: Arrow takes neighbouring views of one buffer for one piece when it writes them,
 * and the batch would be too short to be read.
 */
function audioData(type: Struct, files: readonly (AudioFile | null)[]): Data {
  const length = files.length;
  const [bytesType, pathType] = type.children.map((field) => field.type) as [Binary, Utf8];
  const path = utf8Column(files.map((file) => file?.path));
  return makeData({
    type,
    length,
    ...validityOf(files),
    children: [
      makeData({ type: bytesType, length, ...validityOf(files), ...emptyColumn(length) }),
      makeData({ type: pathType, length, ...validityOf(files), ...path }),
    ],
  });
}

function float64Values(cells: ColumnCells): Float64Array {
  const values = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined) continue;
    values[i] = checkedCell.float64(cell);
  }
  return values;
}

function texts(cells: ColumnCells): readonly (string | null | undefined)[] {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (typeof cell !== 'string' && cell !== null && cell !== undefined) throw new UnfitCell('text', cell);
  }
  return cells as readonly (string | null | undefined)[];
}

function arrays(cells: ColumnCells, expected: string): Lists {
  for (const cell of cells) {
    if (!Array.isArray(cell) && cell !== null && cell !== undefined) throw new UnfitCell(expected, cell);
  }
  return cells as Lists;
}
