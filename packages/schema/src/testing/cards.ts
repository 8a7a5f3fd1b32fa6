import { expect } from 'vitest';
import { parse } from 'yaml';
import { updateCard } from '../card/index.ts';
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
import { type TableDefinition, table } from '../table/table.ts';

const OPTIONS = { title: 'team/recitations' };
export const nested = table({
  name: 'nested',
  path: 'more/nested',
  revisions: false,
  features: {
    audio: audio(),
    tags: list(string()),
    labels: list(classLabel(['x'])),
    grid: list(list(timestamp())),
    words: list(struct({ w: string(), t: list(float64()) })),
    meta: struct({ a: json<object>(), b: struct({ c: int32() }) }),
    label: classLabel(['no', 'yes', '1', 'a: b', '']),
  },
});

/** The front matter as the readers of cards parse it: YAML 1.1, as PyYAML. */
export function frontMatter(card: string): Record<string, unknown> {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(card);
  return parse(match?.[1] ?? '', { version: '1.1' }) as Record<string, unknown>;
}

export const run = (readme: string | undefined, ...tables: TableDefinition[]): string => {
  const card = updateCard(readme, tables, OPTIONS);
  expect(updateCard(card, tables, OPTIONS)).toBe(card);
  return card;
};

export const errorOf = (readme: string | undefined, ...tables: TableDefinition[]): Error => {
  try {
    updateCard(readme, tables, OPTIONS);
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
};
