import type { DiagnosedPause, EngineDiagnosis } from '../api/diagnosis.ts';
import { AREAS, type Store } from '../store/store.ts';

const SHARDS_AT_MOST = 100;

/** What of the store may go into a bug report: counts, sizes, states and times. */
export function diagnoseEngine(
  store: Store,
  pauses: readonly DiagnosedPause[],
  clockOffsetMs: number | undefined,
): Promise<EngineDiagnosis> {
  return store.read(AREAS, async (transaction) => {
    const recordCounts: Record<string, number> = {};
    for (const area of AREAS) recordCounts[area] = (await transaction.keys(area)).length;
    const shards = (await transaction.list('shards')).slice(0, SHARDS_AT_MOST);
    const recordings = (await transaction.list('recordings')).map(([, record]) => record);
    const oldestRecordingAt = recordings.reduce((at, { startedAt }) => Math.min(at, startedAt), Infinity);
    return {
      recordCounts,
      shards: shards.map(([key, { table, state, rows, sizeBytes, sealedAt, reason }]) => ({
        shardId: String(key[0]),
        ...{ table, state, rowCount: rows.length, sizeBytes, sealedAt },
        ...codeOf(reason),
      })),
      pauses,
      recordings: {
        running: recordings.filter(({ state }) => state === 'recording').length,
        complete: recordings.filter(({ state }) => state === 'complete').length,
        recovered: recordings.filter(({ isRecovered }) => isRecovered === true).length,
      },
      ...(Number.isFinite(oldestRecordingAt) ? { oldestRecordingAt } : {}),
      ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    };
  });
}

/** The relay's reasons begin with its code; what comes after may name what is in a row. */
function codeOf(reason: string | undefined): { code?: string } {
  const code = /^[a-z_]+(?=:)/.exec(reason ?? '')?.[0];
  return code === undefined ? {} : { code };
}
