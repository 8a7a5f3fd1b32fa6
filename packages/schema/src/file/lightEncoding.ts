import type { FeatureSpec } from '../table/feature.ts';

/** What hyparquet-writer is told of a column. */
export interface LightEncoding {
  readonly encoding?: 'PLAIN' | 'DELTA_BINARY_PACKED' | 'DELTA_LENGTH_BYTE_ARRAY';
}

/**
 * How the values of a column shall stand in the file; nothing where hyparquet-writer decides: a dictionary if that halves the column, else
 * the plain values.
 *
 * | column | encoding | because |
 * |---|---|---|
 * | times | differences | they mostly rise by little: a few bits instead of eight bytes |
 * | texts that never come again, such as ids | lengths apart | the lengths are equal, and take nothing; snappy would stumble over each |
 * | doubles with a -0, at any depth | plain | hyparquet-writer's dictionaries take 0 and -0 for one value |
 */
export function lightEncoding(feature: FeatureSpec, cells: readonly unknown[]): LightEncoding {
  if (feature.kind === 'timestamp') return { encoding: 'DELTA_BINARY_PACKED' };
  if ((feature.kind === 'string' || feature.kind === 'json') && isEachNew(cells))
    return { encoding: 'DELTA_LENGTH_BYTE_ARRAY' };
  return holdsNegativeZero(feature, cells) ? { encoding: 'PLAIN' } : {};
}

/** Enough cells to know a column of ids from one that repeats itself. */
const SAMPLE_CELLS = 256;

function isEachNew(cells: readonly unknown[]): boolean {
  const sample = cells.slice(0, SAMPLE_CELLS).filter((cell) => cell !== null);
  return new Set(sample).size === sample.length;
}

function holdsNegativeZero(feature: FeatureSpec, cells: readonly unknown[]): boolean {
  switch (feature.kind) {
    case 'float64':
      return cells.includes('-0');
    case 'list':
      return cells.some((list) => Array.isArray(list) && holdsNegativeZero(feature.of, list));
    case 'struct':
      return Object.values(feature.fields).some((field, i) =>
        holdsNegativeZero(
          field,
          cells.map((cell) => Array.isArray(cell) && cell[i]),
        ),
      );
    default:
      return false;
  }
}
