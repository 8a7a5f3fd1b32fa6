import type { FeatureSpec } from './feature.ts';
import type { TableDefinition } from './table.ts';

/** The key of a file's metadata, in Parquet's footer and in the Arrow schema alike, under which `datasets` looks for features. */
export const HUGGINGFACE_KEY = 'huggingface';

/**
 * The JSON that `datasets` reads under the key `huggingface` of a Parquet file's metadata, and so finds Audio columns and class labels.
 *
 * A list is written as a literal one-element array: `_type: "List"` is refused by `datasets` before 4.0, the literal is read by all
 * (https://github.com/huggingface/datasets/blob/main/src/datasets/features/features.py).
 *
 * @example
 * ```ts
 * import { recitation } from '@parqueue/sdk/presets';
 * import { HUGGINGFACE_KEY, huggingfaceMetadata } from '@parqueue/sdk/schema';
 *
 * const metadata = new Map([[HUGGINGFACE_KEY, huggingfaceMetadata(recitation)]]);
 * ```
 */
export function huggingfaceMetadata(table: TableDefinition): string {
  return JSON.stringify({ info: { features: mapValues(table.features, hubFeature) } });
}

const value = (dtype: string) => ({ dtype, _type: 'Value' });

function hubFeature(feature: FeatureSpec): unknown {
  switch (feature.kind) {
    case 'audio':
      return { sampling_rate: feature.samplingRate, _type: 'Audio' };
    case 'classLabel':
      return { names: feature.names, _type: 'ClassLabel' };
    case 'list':
      return [hubFeature(feature.of)];
    case 'struct':
      return mapValues(feature.fields, hubFeature);
    default:
      return value(dtypeOf(feature));
  }
}

/**
 * The `datasets` name of a scalar's type: `string`, `int32`, `int64`, `float64`, `bool` or `timestamp[ms, tz=UTC]`; `json` is a string.
 *
 * @example
 * ```ts
 * import { dtypeOf, timestamp } from '@parqueue/sdk/schema';
 *
 * const dtype = dtypeOf(timestamp()); // 'timestamp[ms, tz=UTC]'
 * ```
 */
export function dtypeOf(feature: FeatureSpec): string {
  if (feature.kind === 'timestamp') return 'timestamp[ms, tz=UTC]';
  return feature.kind === 'json' ? 'string' : feature.kind;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, change(inner)]));
}
