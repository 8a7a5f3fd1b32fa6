import type { FeatureSpec } from '../table/feature.ts';
import { dtypeOf } from '../table/huggingface.ts';
import type { Features } from '../table/table.ts';

/** The columns of a table as Python source: `Features({"timestamp": Value("string")})`. */
export const pythonFeatures = (features: Features): string => `Features(${pythonStruct(features)})`;

const pythonStruct = (features: Features): string =>
  `{${Object.entries(features)
    .map(([name, feature]) => `${JSON.stringify(name)}: ${pythonFeature(feature)}`)
    .join(', ')}}`;

function pythonFeature(feature: FeatureSpec): string {
  switch (feature.kind) {
    case 'audio':
      return `Audio(sampling_rate=${feature.samplingRate})`;
    case 'classLabel':
      return `ClassLabel(names=${JSON.stringify(feature.names)})`;
    case 'list':
      return `[${pythonFeature(feature.of)}]`;
    case 'struct':
      return pythonStruct(feature.fields);
    default:
      return `Value(${JSON.stringify(dtypeOf(feature))})`;
  }
}

/** The names that {@link pythonFeatures} needs imported from `datasets`, in order. */
export function pythonNames(features: Features): string[] {
  const source = pythonFeatures(features);
  return ['Audio', 'ClassLabel', 'Features', 'Value'].filter((name) => source.includes(`${name}(`));
}
