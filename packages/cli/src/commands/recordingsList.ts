import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { type Recording, readRecordings, recordingTables } from '../recordings/readRecordings.ts';
import { readTranscripts, type Transcript } from '../recordings/readTranscripts.ts';
import { runsOf } from '../recordings/runMetrics.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ROWS = 50;

/** Which recordings there are. */
export const recordingsList: CommandDefinition = {
  name: 'list',
  summary: 'recordings, the newest first: how long, whose, how sure the aligner was, what was said',
  examples: [
    ['parqueue recordings list', 'the last 50'],
    [
      'parqueue recordings list --table alignment --where "mean_confidence<0.7"',
      'those of which the aligner was not sure',
    ],
  ],
  declare: (command) =>
    command.option('--table <name>', 'only of this table').option('--all', 'rows without a recording, too'),
  run: ({ cache, out, talk, window, filters, limit, config }, options) =>
    withDatabase(cache, async (db) => {
      const table = options['table'] as string | undefined;
      const hasAll = options['all'] === true;
      const found = await readRecordings(db, { window, filters, table, hasAll, limit: limit ?? ROWS });
      const [first] = recordingTables(db, table);
      if (found.length === 0)
        talk.info(
          first === undefined
            ? 'no table of this dataset has recordings'
            : await explainEmpty(db, first, { window, filters, tz: config.tz }),
        );
      if (limit === undefined && found.length === ROWS) talk.info(`the last ${ROWS}; --limit shows more.`);
      const transcripts = await readTranscripts(
        db,
        found.map(({ id }) => id),
      );
      out.show({
        name: 'recordings',
        rows: found.map((one) => rowOf(one, transcripts)),
        columns: COLUMNS,
        whenEmpty: 'no recordings',
      });
      return found.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};

function rowOf(recording: Recording, transcripts: readonly Transcript[]) {
  const { time, table, id, audio_id, duration_s, user_id, media, mean_confidence, segments } = recording;
  const own = transcripts.filter(({ recording_id }) => recording_id === id);
  const runs = runsOf(segments).length;
  return {
    time,
    table,
    id,
    name: media?.path ?? null,
    // The sound alone: recordings of one hash are one recording, looked at again.
    hash: audio_id?.split(':')[0] ?? null,
    audio_id,
    duration_s,
    user_id,
    runs: runs === 0 ? null : runs,
    mean_confidence,
    transcript: own.find(({ status }) => status === 'ok')?.text ?? null,
    transcript_status: own[0]?.status ?? null,
  };
}

const COLUMNS = [
  { key: 'time' },
  { key: 'table' },
  { key: 'id' },
  { key: 'name' },
  { key: 'duration_s', title: 'seconds' },
  { key: 'user_id', title: 'user' },
  { key: 'runs' },
  { key: 'mean_confidence', title: 'confidence' },
  { key: 'transcript' },
  { key: 'transcript_status', title: 'tried' },
  { key: 'hash', isHidden: true },
  { key: 'audio_id', isHidden: true },
] as const;
