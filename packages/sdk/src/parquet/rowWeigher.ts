import type { Cell, Cells, FeatureSpec, TableDefinition } from '@parqueue/schema';

/** What a value takes in memory beside its text: itself, or an offset, and whether it is there. */
const VALUE_BYTES = 8;

/** A null takes half of that, measured in a writer in WASM: it has no text, and is not copied about. */
const NULL_BYTES = 4;

/** What a cell takes beyond that. */
type WeighCell = (cell: Cell) => number;

/** Tells about how many bytes a row takes in memory, once it is turned into columns, without its audio. */
export function rowWeigher({ features }: TableDefinition): (cells: Cells) => number {
  return cellsWeigher(Object.values(features));
}

function cellsWeigher(features: readonly FeatureSpec[]): (cells: Cells) => number {
  const fixedBytes = features.reduce((sum, feature) => sum + valueBytes(feature), 0);
  const varying = features.flatMap((feature, i) => {
    const weigh = weigherOf(feature);
    return weigh === undefined ? [] : [{ i, weigh }];
  });
  return (cells) => {
    let bytes = fixedBytes;
    for (const { i, weigh } of varying) bytes += weigh(cells[i] ?? null);
    return bytes;
  };
}

/** What every cell of a feature takes; of a struct, nothing but its fields do. */
const valueBytes = (feature: FeatureSpec): number => (feature.kind === 'struct' ? 0 : VALUE_BYTES);

/** Each column inside a struct has a null of its own where the struct is null. */
const nullBytes = (feature: FeatureSpec): number =>
  feature.kind === 'struct'
    ? Object.values(feature.fields).reduce((sum, field) => sum + nullBytes(field), 0)
    : NULL_BYTES;

/** Nothing, where all cells take the same. */
function weigherOf(feature: FeatureSpec): WeighCell | undefined {
  switch (feature.kind) {
    case 'string':
    case 'json':
      return (cell) => (typeof cell === 'string' ? cell.length : 0);
    case 'list': {
      const elementBytes = valueBytes(feature.of);
      const weigh = weigherOf(feature.of);
      return (cell) => {
        if (!isArray(cell)) return 0;
        let bytes = cell.length * elementBytes;
        if (weigh !== undefined) for (const inner of cell) bytes += weigh(inner);
        return bytes;
      };
    }
    case 'struct': {
      const weigh = cellsWeigher(Object.values(feature.fields));
      const absentBytes = nullBytes(feature);
      return (cell) => (isArray(cell) ? weigh(cell) : absentBytes);
    }
    default:
      return undefined;
  }
}

const isArray = (cell: Cell): cell is readonly Cell[] => Array.isArray(cell);
