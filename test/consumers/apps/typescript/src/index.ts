import { type Clip, createLogger, type Logger, ParqueueError, RowError, type RowHandle } from '@parqueue/sdk';
import { alignment, recitation } from '@parqueue/sdk/presets';
import { audio, classLabel, int32, list, string, table, timestamp } from '@parqueue/sdk/schema';

const visits = table({
  name: 'visits',
  features: {
    take: audio({ samplingRate: 16_000 }),
    page: string(),
    level: classLabel(['easy', 'hard']),
    verses: list(int32()),
    at: timestamp('ms'),
  },
});

const tables = { runs: alignment, recitations: recitation, visits };
const log: Logger<typeof tables> = createLogger({
  relay: 'https://relay.example.workers.dev',
  dataset: 'recitations',
  tables,
});

export async function recordAndLog(stream: MediaStream): Promise<Clip | undefined> {
  const recording = await log.record({ stream });
  const { clips } = await recording.stop();
  const run = log.runs.append({ audio: clips[0] ?? null, surah: 2, asr_model: 'Large' });
  const changed = await run.push('segments', {
    min_silence_ms: 200,
    min_speech_ms: 1_000,
    pad_ms: 100,
    asr_model: 'Base',
    segments: [],
  });
  if (!changed.applied && changed.reason === 'invalid') console.warn(changed.error.message);
  const visit: RowHandle<{ page?: string | null }, never> = log.visits.append({ page: '/', verses: [1, 2] });
  // @ts-expect-error a number is no page
  log.visits.append({ page: 7 });
  // @ts-expect-error there is no such column
  log.recitations.append({ surah: 2 });
  await visit.stored.catch((error: unknown) => {
    if (error instanceof RowError || error instanceof ParqueueError) console.error(error.message);
  });
  log.on('dropped', ({ table, reason, rowCount }) => console.warn(table, reason, rowCount));
  const { tables } = await log.stats();
  console.log(tables['visits']?.pending);
  return clips[0];
}
