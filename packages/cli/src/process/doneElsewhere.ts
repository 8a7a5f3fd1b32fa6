import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { isDone } from './resultRow.ts';

/** How old the last look at the folder may be. */
const LOOK_MS = 2_000;

/**
 * Which recordings another run has done since this one began, by the files that came into the dataset's folder: looked at just before each
 * sequence, at most every two seconds.
 */
export async function createDoneElsewhere(
  dir: string,
  key: string,
  now: () => number,
): Promise<(id: string) => Promise<boolean>> {
  const folder = join(dir, 'data/transcription');
  const list = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) =>
      /(^|\/)[^.][^/]*\.parquet$/.test(name),
    );
  const seen = new Set(await list());
  const done = new Set<string>();
  let lookedMs = now();
  const look = async (): Promise<void> => {
    for (const name of await list()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const bytes = await readFile(join(folder, name));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const columns = ['processor_key', 'recording_id', 'status'];
      // A file that cannot be read says nothing; the next sync tells of it.
      const rows = await parquetReadObjects({ file, columns, compressors }).catch(() => []);
      for (const row of rows)
        if (row['processor_key'] === key && isDone(String(row['status'])))
          done.add(String(row['recording_id']));
    }
  };
  return async (id) => {
    if (now() - lookedMs >= LOOK_MS) {
      lookedMs = now();
      await look();
    }
    return done.has(id);
  };
}
