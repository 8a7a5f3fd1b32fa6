import type { Database } from '../cache/database.ts';

/** What became of one try to transcribe a recording. */
export interface Transcript {
  readonly recording_id: string;
  readonly time: Date | null;
  readonly processor: string | null;
  readonly status: string | null;
  readonly attempt: number | null;
  readonly text: string | null;
  readonly error_message: string | null;
}

/** Transcripts of recordings by their row ids, the newest first. */
export async function readTranscripts(db: Database, ids: readonly string[]): Promise<Transcript[]> {
  if (!db.tables.some(({ name }) => name === 'transcription')) return [];
  return db.rows<Transcript>(
    `SELECT recording_id, _time AS time, processor, status, attempt, json_extract_string(try_cast(data AS JSON), '$.text') AS text, error_message
     FROM transcription WHERE recording_id IN (SELECT unnest(from_json($ids, '["VARCHAR"]')))
     ORDER BY _time DESC NULLS LAST, attempt DESC, row_id`,
    { ids: JSON.stringify(ids) },
  );
}
