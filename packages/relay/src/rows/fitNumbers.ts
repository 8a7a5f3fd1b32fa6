import type { FeatureSpec } from '@parqueue/schema';

/**
 * A parsed value with its bigints where they belong: a whole number of many digits is a bigint only for an int64. For a double it is the
 * nearest one, as for any reader of JSON; in JSON text it stays a bigint, and so is refused, where a double would change it.
 */
export function fitNumbers(feature: FeatureSpec | undefined, value: unknown): unknown {
  if (typeof value === 'bigint') return fitNumber(feature, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => fitNumbers(elementOf(feature), inner));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, fitNumbers(fieldOf(feature, name), inner)]),
  );
}

function fitNumber(feature: FeatureSpec | undefined, value: bigint): bigint | number {
  const isExact = feature?.kind === 'float64' || BigInt(Number(value)) === value;
  return feature?.kind !== 'int64' && isExact ? Number(value) : value;
}

/** Within JSON text there is nothing but JSON. */
const elementOf = (feature: FeatureSpec | undefined): FeatureSpec | undefined =>
  feature?.kind === 'list' ? feature.of : feature;

function fieldOf(feature: FeatureSpec | undefined, name: string): FeatureSpec | undefined {
  if (feature?.kind !== 'struct') return feature;
  return Object.hasOwn(feature.fields, name) ? feature.fields[name] : undefined;
}
