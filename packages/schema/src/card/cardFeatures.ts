import type { FeatureSpec } from '../table/feature.ts';
import { dtypeOf } from '../table/huggingface.ts';
import type { Features } from '../table/table.ts';

/** The type of a column as the YAML of a dataset card spells it, in the one of its spellings that `datasets` itself writes. */
export type CardType =
  | { readonly dtype: string | CardNamedType }
  | { readonly list: string | CardNamedType | CardType | readonly CardFeature[] }
  | { readonly struct: readonly CardFeature[] };

/** A type with parameters. */
export type CardNamedType =
  | { readonly audio: { readonly sampling_rate: number } }
  | { readonly class_label: { readonly names: Readonly<Record<string, string>> } };

/** A column in the card. `name` stands first: `datasets` takes the key after it for the type. */
export type CardFeature = { readonly name: string } & CardType;

/**
 * A table's columns as `dataset_info.features` of a card: what `Features._to_yaml_list` would write
 * (https://github.com/huggingface/datasets/blob/main/src/datasets/features/features.py).
 */
export const cardFeatures = (features: Features): CardFeature[] =>
  Object.entries(features).map(([name, feature]) => ({ name, ...cardType(feature) }));

function cardType(feature: FeatureSpec): CardType {
  switch (feature.kind) {
    case 'audio':
      return { dtype: { audio: { sampling_rate: feature.samplingRate } } };
    case 'classLabel':
      return { dtype: { class_label: { names: Object.fromEntries(feature.names.entries()) } } };
    case 'list':
      return { list: listOf(cardType(feature.of)) };
    case 'struct':
      return { struct: cardFeatures(feature.fields) };
    default:
      return { dtype: dtypeOf(feature) };
  }
}

/** Inside a list, `dtype` and `struct` are left out. */
function listOf(type: CardType): string | CardNamedType | CardType | readonly CardFeature[] {
  if ('dtype' in type) return type.dtype;
  return 'struct' in type ? type.struct : type;
}
