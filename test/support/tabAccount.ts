import type { Stats } from '@parqueue/sdk';
import { expect } from 'vitest';
import { commands } from 'vitest/browser';

export const statsOf = (name: string) => commands.inTab(name, 'stats') as Promise<Stats>;

/** The account of every table adds up. */
export function expectBalanced({ tables }: Stats): void {
  for (const [table, { appended, pending, accepted, committed, dead, dropped }] of Object.entries(tables)) {
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(pending + accepted + committed + dead + gone, table).toBe(appended);
  }
}

/** The numbers of the rows of the dataset that are named `label 0`, `label 1`, …, in ascending order: a row twice is twice in it. */
export async function numbersOf(label: string): Promise<unknown[]> {
  const rows = await commands.queryDataset(
    `SELECT regexp_extract(error_message, '[0-9]+$')::int AS n
     FROM read_json('data/errors/**/*.jsonl', format = 'newline_delimited')
     WHERE error_message LIKE '${label} %' ORDER BY n`,
  );
  return rows.map(({ n }) => n);
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
