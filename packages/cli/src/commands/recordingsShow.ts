import type { Database } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import type { Section } from '../output/answer.ts';
import { jsonObject, jsonObjects } from '../queries/jsonColumn.ts';
import { type Recording, readRecordings } from '../recordings/readRecordings.ts';
import { readTranscripts } from '../recordings/readTranscripts.ts';
import { requireRecording } from '../recordings/requireRecording.ts';
import { type AlignmentRunRecord, runMetrics, runsOf } from '../recordings/runMetrics.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const EVER = { sinceMs: undefined, untilMs: undefined, said: '' };
const MANY = 2_000_000_000;

/** All that is known of a recording. */
export const recordingsShow: CommandDefinition = {
  name: 'show',
  summary:
    'all that is known of a recording: its runs, segments with their confidence, transcripts, the same sound elsewhere',
  examples: [
    ['parqueue recordings show 3f2a91c0d4e5f607', 'by row_id, audio_id or name, or the beginning of one'],
  ],
  declare: (command) => command.argument('<id>', 'row_id, audio_id or name, or the beginning of one'),
  run: ({ cache, out }, _options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const recording = await requireRecording(db, id);
      const runs = runsOf(recording.segments);
      const transcripts = await readTranscripts(db, [recording.id]);
      out.show({
        sections: [
          { name: 'recording', isRecord: true, rows: [await recordOf(db, recording)] },
          { name: 'runs', rows: runs.map(runRow), whenEmpty: 'none' },
          segmentsOf(recording, runs),
          {
            name: 'transcripts',
            rows: transcripts.map(({ recording_id: _, ...transcript }) => transcript),
            whenEmpty: 'none',
          },
          { name: 'same_sound', rows: await sameSound(db, recording), whenEmpty: 'none' },
        ],
      });
      return EXIT.ok;
    }),
};

const runRow = (run: AlignmentRunRecord, i: number) => {
  const { segments, failed, mean_confidence, words_per_minute } = runMetrics(run);
  return { run: i + 1, ...run.settings, segments, failed, mean_confidence, words_per_minute };
};

/** Segments of the last run; of a recitation, what was to be heard beside what was. */
function segmentsOf({ segments }: Recording, runs: readonly AlignmentRunRecord[]): Section {
  const last = runs.at(-1);
  const rows = last === undefined ? jsonObjects(segments) : last.segments;
  const title = last === undefined ? undefined : `segments of run ${runs.length}`;
  return {
    name: 'segments',
    ...(title !== undefined && { title }),
    rows: rows.map((segment) => ({ ...segment })),
    whenEmpty: 'none',
  };
}

/** Columns of the row that are told of elsewhere, or of no use to a person. */
const TOLD = new Set(['segments', 'word_timestamps', 'revision', '_time', '_file', '_row']);

async function recordOf(
  db: Database,
  { table, column, id, media }: Recording,
): Promise<Record<string, unknown>> {
  const known = db.requireTable(table);
  const key = known.columns.some(({ name }) => name === 'row_id') ? 'row_id' : `${sqlName(column)}.path`;
  const [row = {}] = await db.rows(`SELECT * FROM ${sqlName(table)} WHERE ${key} = $id LIMIT 1`, { id });
  const said = Object.entries(row)
    .filter(([name, value]) => !TOLD.has(name) && name !== column && value !== null && value !== undefined)
    .map(([name, value]) => [name, jsonObject(value) ?? value]);
  const file = media === null ? null : `${media.file} (row ${media.row})`;
  return { table, id, name: media?.path ?? null, file, ...Object.fromEntries(said) };
}

/** Other rows whose recording has the same samples. */
async function sameSound(db: Database, { audio_id, id }: Recording) {
  const hash = audio_id?.split(':')[0];
  if (!hash) return [];
  const all = await readRecordings(db, { window: EVER, filters: [], hasAll: true, limit: MANY });
  return all
    .filter((one) => one.id !== id && one.audio_id?.split(':')[0] === hash)
    .map(({ time, table, id: otherId, audio_id: otherAudio }) => ({
      time,
      table,
      id: otherId,
      audio_id: otherAudio,
    }));
}
