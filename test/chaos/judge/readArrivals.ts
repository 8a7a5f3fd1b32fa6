import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonRow, queryDataset } from '../../support/dataset.ts';

/** A row as it lies in the dataset. */
export interface Arrival {
  readonly label: string;
  readonly cells: JsonRow;
  /** Of its audio, where it has some. */
  readonly flac?: Uint8Array;
  readonly file: string;
}

export interface Arrivals {
  /** Reads the files that came since the last time. */
  readNew(): Promise<{ readonly arrivals: readonly Arrival[]; readonly unreadable: readonly string[] }>;
  fileCount(): number;
}

const SOURCES: Readonly<Record<string, (files: string) => string>> = {
  'data/alignment': (files) =>
    `SELECT error AS label, row_id, revision, num_segments, asr_model, segments, total_time, hex(audio.bytes) AS flac, filename
     FROM read_parquet(${files}, filename = true)`,
  'data/errors': (files) =>
    `SELECT verse_ref AS label, error_message, filename FROM read_json(${files}, format = 'newline_delimited', filename = true,
       columns = {timestamp: 'VARCHAR', user_id: 'VARCHAR', verse_ref: 'VARCHAR', error_message: 'VARCHAR'})`,
};

/** Reads the dataset as anybody would, with DuckDB. Files of a dataset are never changed, so each is read once. */
export function openArrivals(datasetDir: string): Arrivals {
  const known = new Set<string>();
  return {
    async readNew() {
      const arrivals: Arrival[] = [];
      const unreadable: string[] = [];
      for (const [folder, query] of Object.entries(SOURCES)) {
        const files = (await filesIn(datasetDir, folder)).filter((file) => !known.has(file));
        for (const file of files) known.add(file);
        const read = await readFiles(datasetDir, files, query);
        arrivals.push(...read.arrivals);
        unreadable.push(...read.unreadable);
      }
      return { arrivals, unreadable };
    },
    fileCount: () => known.size,
  };
}

async function filesIn(datasetDir: string, folder: string): Promise<string[]> {
  const found = await readdir(join(datasetDir, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** All at once; one by one where one of them cannot be read. */
async function readFiles(
  datasetDir: string,
  files: readonly string[],
  query: (files: string) => string,
): Promise<{ arrivals: Arrival[]; unreadable: string[] }> {
  if (files.length === 0) return { arrivals: [], unreadable: [] };
  try {
    const list = `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')}]`;
    return { arrivals: (await queryDataset(datasetDir, query(list))).map(arrivalOf), unreadable: [] };
  } catch (error) {
    if (files.length === 1) return { arrivals: [], unreadable: [`${files[0]}: ${(error as Error).message}`] };
    const all = [];
    for (const file of files) all.push(await readFiles(datasetDir, [file], query));
    return {
      arrivals: all.flatMap(({ arrivals }) => arrivals),
      unreadable: all.flatMap(({ unreadable }) => unreadable),
    };
  }
}

function arrivalOf({ label, flac, filename, ...cells }: JsonRow): Arrival {
  const file = String(filename);
  const arrival = { label: String(label), cells, file };
  return typeof flac === 'string' ? { ...arrival, flac: new Uint8Array(Buffer.from(flac, 'hex')) } : arrival;
}
