import type { Stats } from '@parqueue/sdk';
import type { Book } from './book.ts';
import type { OpenField } from './field.ts';
import { accountProblems, sumOf } from './judge/accountProblems.ts';

/** Waits of a relay that failed several times in a row grow to half a minute and more. */
const FLUSH_TIMEOUT_MS = 120_000;
const ADOPT_TIMEOUT_MS = 60_000;
/** What dead pages recorded is completed a second after the start. */
const RECOVERY_MS = 4_000;

export interface Drained {
  /** Rows that this browser says are in the dataset, by table. */
  readonly committed: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/**
 * A person comes back after everything: opens the page, which sends what earlier pages left, gives a row to each recording that has none,
 * and waits until all is in the dataset.
 */
export async function drain(field: OpenField, book: Book, rounds: readonly number[]): Promise<Drained> {
  const tab = await field.open({
    tab: `${rounds.at(-1)}.99`,
    seed: 1,
    burstMax: 0,
    pauseMs: 0,
    audio: 'none',
    takeMs: 0,
  });
  const problems: string[] = [];
  const { browserTab } = tab;
  try {
    await browserTab.call('flush', [], FLUSH_TIMEOUT_MS);
    const left = leftRecordings(book, rounds);
    if (left.length > 0) {
      const adopted = await browserTab.call<Record<string, string>>(
        'adopt',
        [left, RECOVERY_MS],
        ADOPT_TIMEOUT_MS,
      );
      for (const [recordingId, label] of Object.entries(adopted)) book.adopt(recordingId, label);
      await browserTab.call('flush', [], FLUSH_TIMEOUT_MS);
    }
    const stats = await browserTab.call<Stats>('stats', [], FLUSH_TIMEOUT_MS);
    return { committed: committedOf(stats), problems: [...accountProblems(stats), ...leftovers(stats)] };
  } catch (error) {
    problems.push(`what was left could not be sent: ${error}`);
    return { committed: {}, problems };
  } finally {
    field.lose(tab);
    await browserTab.close().catch(() => undefined);
  }
}

/** Recordings that no row is known to have. */
const leftRecordings = ({ recordings, rows }: Book, rounds: readonly number[]): string[] =>
  [...recordings.values()]
    .filter(
      ({ round, labels }) => rounds.includes(round) && !labels.some((label) => rows.get(label)?.isStored),
    )
    .map(({ recordingId }) => recordingId);

const committedOf = ({ tables }: Stats): Record<string, number> =>
  Object.fromEntries(Object.entries(tables).map(([table, { committed }]) => [table, committed]));

function leftovers({ tables }: Stats): string[] {
  return Object.entries(tables)
    .filter(([, { pending, accepted, dead, dropped }]) => pending + accepted + dead + sumOf(dropped) > 0)
    .map(([table, account]) => `${table} has rows that did not arrive: ${JSON.stringify(account)}`);
}
