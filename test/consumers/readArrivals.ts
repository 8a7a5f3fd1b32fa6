import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { queryDataset } from '../support/dataset.ts';
import { complaintsOfFlac, decodeWithFlac } from '../support/nativeFlac.ts';

/** What others than we read in the dataset. */
export interface Arrivals {
  /** One number for each row: 1 to 10, as the page logged them. */
  readonly surahs: readonly number[];
  readonly recordings: readonly { readonly complaints: string; readonly pcm: Int16Array }[];
}

/** Reads what came since the last time, with DuckDB and `flac`. */
export function createArrivalReader(datasetDir: string): () => Promise<Arrivals> {
  const seen = new Set<string>();
  return async () => {
    if (!existsSync(join(datasetDir, 'data/alignment'))) return { surahs: [], recordings: [] };
    const rows = await queryDataset(
      datasetDir,
      `SELECT filename, file_row_number, surah, hex(audio.bytes) AS flac
       FROM read_parquet('data/alignment/**/*.parquet', filename = true, file_row_number = true) ORDER BY surah`,
    );
    const fresh = rows.filter((row) => !seen.has(`${row['filename']}#${row['file_row_number']}`));
    for (const row of fresh) seen.add(`${row['filename']}#${row['file_row_number']}`);
    const recordings = fresh.flatMap(({ flac }) => (typeof flac === 'string' ? [readRecording(flac)] : []));
    return { surahs: fresh.map(({ surah }) => Number(surah)), recordings };
  };
}

function readRecording(hex: string): Arrivals['recordings'][number] {
  const flac = new Uint8Array(Buffer.from(hex, 'hex'));
  return { complaints: complaintsOfFlac(flac), pcm: decodeWithFlac(flac) };
}
