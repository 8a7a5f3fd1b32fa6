import type { Stats } from '@parqueue/sdk';

/** R1: `appended = pending + accepted + committed + dead + dropped` for each table. */
export function accountProblems({ tables }: Stats): string[] {
  return Object.entries(tables).flatMap(([table, account]) => {
    const { appended, pending, accepted, committed, dead, dropped } = account;
    const sum = pending + accepted + committed + dead + sumOf(dropped);
    return appended === sum ? [] : [`the account of ${table} does not add up: ${JSON.stringify(account)}`];
  });
}

export const sumOf = (dropped: Readonly<Record<string, number>>): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0);
