import { CardError } from './cardError.ts';
import type { CardFeature } from './cardFeatures.ts';

/**
 * The columns of all versions of a table: the newest version's, then those that it no longer has. `datasets` fills a column that a file
 * lacks with null and refuses to load a table with a file that has one column too many, so the card must know every column that any
 * file holds.
 *
 * An audio column keeps what the card says of it, for a person may have added `decode: false`.
 *
 * @throws {CardError} when a column changed its type: files before and after could not be read as one table.
 */
export function unionFeatures(
  table: string,
  newest: readonly CardFeature[],
  former: readonly CardFeature[],
): CardFeature[] {
  const older = new Map(former.map((feature) => [feature.name, feature]));
  const union = newest.map((feature) => {
    const known = older.get(feature.name);
    older.delete(feature.name);
    if (known === undefined || sameType(known, feature)) return feature;
    if (isAudio(known) && isAudio(feature)) return known;
    throw new CardError(
      `table ${JSON.stringify(table)}: column ${feature.name} was ${typeText(known)} and is now ${typeText(feature)}; ` +
        'a column keeps its type for ever: add a column of another name, or give the table a new name',
    );
  });
  return [...union, ...older.values()];
}

const typeText = ({ name, ...type }: CardFeature): string => canonical(type);

const isAudio = (feature: CardFeature): boolean =>
  'dtype' in feature &&
  (feature.dtype === 'audio' || (typeof feature.dtype === 'object' && 'audio' in feature.dtype));

const sameType = (a: CardFeature, b: CardFeature): boolean => canonical(a) === canonical(b);

/** JSON with the keys of every object in order; a card's integers come as bigints. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return Number(inner);
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
