import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import {
  audio,
  classLabel,
  float64,
  int32,
  json,
  list,
  string,
  struct,
  timestamp,
} from '../table/feature.ts';
import { table } from '../table/table.ts';
import { errorOf, frontMatter, nested, run } from '../testing/cards.ts';
import { CardError, type CardFeature, cardData } from './index.ts';

describe('versions of a table', () => {
  const first = table({ name: 'runs', features: { a: string(), b: int32() }, revisions: false });
  const grown = table({
    name: 'runs',
    features: { a: string(), b: int32(), c: float64() },
    revisions: false,
  });
  const renamed = table({ name: 'runs', features: { a: string(), c: float64() }, revisions: false });
  const columnsOf = (card: string): string[] => {
    const [info] = frontMatter(card)['dataset_info'] as { features: CardFeature[] }[];
    return info?.features.map((feature) => feature.name) ?? [];
  };

  it('[R10] share one config with the columns of all', () => {
    expect(columnsOf(run(undefined, renamed, grown, first))).toEqual(['a', 'c', 'b']);
    expect(cardData([grown, first]).configs).toHaveLength(1);
  });

  it('[R10] add their columns to the card, one after the other', () => {
    const card = run(run(undefined, first), grown);
    expect(columnsOf(card)).toEqual(['a', 'b', 'c']);
    expect(columnsOf(run(card, renamed))).toEqual(['a', 'c', 'b']);
    expect(columnsOf(run(card, first))).toEqual(['a', 'b', 'c']);
  });

  it('[R10] may not change the type of a column', () => {
    const changed = table({ name: 'runs', features: { a: string(), b: float64() }, revisions: false });
    const message =
      'table "runs": column b was {"dtype":"int32"} and is now {"dtype":"float64"}; a column keeps its type for ever: ' +
      'add a column of another name, or give the table a new name';
    expect(errorOf(run(undefined, first), changed)).toEqual(new CardError(message));
    expect(errorOf(undefined, changed, first)).toEqual(new CardError(message));
    for (const b of [
      list(int32()),
      struct({ x: int32() }),
      classLabel(['x']),
      timestamp(),
      json<object>(),
      audio(),
    ]) {
      const other = table({ name: 'runs', features: { a: string(), b }, revisions: false });
      expect(errorOf(run(undefined, first), other)).toBeInstanceOf(CardError);
    }
  });

  it('[R10] with nested columns come back equal from the card', () => {
    const card = run(undefined, nested);
    expect(run(card, nested)).toBe(card);
    expect(parseDocument(card.split('---\n')[1] ?? '').errors).toEqual([]);
  });

  it('[SC12] keep folders apart from other tables', () => {
    expect(errorOf(undefined, nested, table({ name: 'more', features: { a: string() } })).message).toContain(
      'lies in the other',
    );
  });
});
