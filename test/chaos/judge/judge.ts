import type { Book } from '../book.ts';
import type { Drained } from '../drain.ts';
import { parseLabel } from '../page/rowOf.ts';
import { judgeRecording, type RecordingVerdict } from './judgeRecording.ts';
import { judgeRow } from './judgeRow.ts';
import { type Arrival, openArrivals } from './readArrivals.ts';

/** What was found of one round, once all it said had time to arrive. */
export interface RoundVerdict {
  readonly round: number;
  readonly saidCount: number;
  readonly storedCount: number;
  readonly arrivedCount: number;
  /** Rows whose `stored` resolved and that are not in the dataset. */
  readonly lost: readonly string[];
  /** Rows that never were stored, and are not there. */
  readonly unstoredLostCount: number;
  readonly duplicated: readonly string[];
  readonly torn: readonly string[];
  readonly recordings: readonly RecordingVerdict[];
}

export interface Judge {
  /** Looks at what has arrived for these rounds. */
  judge(
    rounds: readonly number[],
    drained: Drained,
  ): Promise<{
    readonly verdicts: readonly RoundVerdict[];
    /** What belongs to no round. */
    readonly problems: readonly string[];
  }>;
}

export function createJudge(datasetDir: string, speech: Float32Array, book: Book): Judge {
  const reader = openArrivals(datasetDir);
  /** How often each revision of each row has come, of the whole run. */
  const counts = new Map<string, number>();
  const latest = new Map<string, Arrival>();
  const flacs = new Map<string, Uint8Array>();
  const duplicated = new Set<string>();
  const tableCounts: Record<string, number> = { alignment: 0, recitation_error: 0 };

  function take(arrival: Arrival): void {
    const { label, cells, flac } = arrival;
    const table = tableOf(arrival);
    tableCounts[table] = (tableCounts[table] ?? 0) + 1;
    const key = table === 'alignment' ? `${cells['row_id']}/${cells['revision']}` : label;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const before = latest.get(label);
    // Two ids of one label would be one row said once and logged twice.
    const isOther = before !== undefined && before.cells['row_id'] !== cells['row_id'];
    if (isOther || counts.get(key) !== 1) duplicated.add(label);
    if (before === undefined || revisionOf(before) <= revisionOf(arrival)) latest.set(label, arrival);
    if (flac !== undefined) flacs.set(label, flac);
  }

  function judgeRound(round: number): RoundVerdict {
    const said = [...book.rows.values()].filter((row) => row.round === round);
    const arrived = [...latest.values()].filter(({ label }) => parseLabel(label)?.round === round);
    const isMissing = ({ label }: { label: string }) => !latest.has(label);
    const missing = said.filter(isMissing);
    const recordings = [...book.recordings.values()].filter((recording) => recording.round === round);
    const verdicts = recordings.map((recording) => {
      const label = recording.labels.find((one) => flacs.has(one));
      return judgeRecording(recording, label === undefined ? undefined : flacs.get(label), speech);
    });
    const wrong = arrived.flatMap((arrival) => judgeRow(arrival, book.rows.get(arrival.label)) ?? []);
    return {
      round,
      saidCount: said.length,
      storedCount: said.filter(({ isStored }) => isStored).length,
      arrivedCount: arrived.length,
      lost: missing.filter(({ isStored }) => isStored).map(({ label }) => label),
      unstoredLostCount: missing.filter(({ isStored }) => !isStored).length,
      duplicated: [...duplicated].filter((label) => parseLabel(label)?.round === round),
      torn: [...wrong, ...verdicts.flatMap(({ torn }) => torn ?? [])],
      recordings: verdicts,
    };
  }

  return {
    async judge(rounds, drained) {
      const { arrivals, unreadable } = await reader.readNew();
      for (const arrival of arrivals) take(arrival);
      const foreign = arrivals
        .filter(({ label }) => parseLabel(label) === undefined)
        .map(({ label, file }) => `${file}: a row that nobody said: ${JSON.stringify(label)}`);
      const miscounted = Object.entries(drained.committed)
        .filter(([table, count]) => tableCounts[table] !== count)
        .map(
          ([table, count]) =>
            `${table}: ${count} rows are said to be committed, ${tableCounts[table]} are there`,
        );
      const verdicts = rounds.map(judgeRound);
      // What was judged is not needed again, and audio is large.
      flacs.clear();
      return {
        verdicts,
        problems: [...unreadable.map((text) => `unreadable: ${text}`), ...foreign, ...miscounted],
      };
    },
  };
}

const tableOf = ({ cells }: Arrival): string => ('row_id' in cells ? 'alignment' : 'recitation_error');

const revisionOf = ({ cells }: Arrival): number => Number(cells['revision'] ?? 0);
