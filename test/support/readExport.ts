import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type JsonRow, queryDataset } from './dataset.ts';
import { complaintsOfFlac } from './nativeFlac.ts';

/** What readers that are not ours make of an export. */
export interface ReadExport {
  readonly rows: readonly JsonRow[];
  /** What `flac -t` has to say of each file of sound. */
  readonly complaints: Readonly<Record<string, string>>;
  /** The paths in the zip, whose sums are right. */
  readonly zipped: readonly string[];
}

const NAMES =
  'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps(z.namelist()))';

/**
 * @param files base64 by path
 * @param sql of paths in the folder of the export
 */
export async function readExport(
  files: Readonly<Record<string, string>>,
  zip: string,
  sql: string,
): Promise<ReadExport> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-export-'));
  try {
    const complaints: Record<string, string> = {};
    for (const [path, text] of Object.entries(files)) {
      const bytes = Buffer.from(text, 'base64');
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), bytes);
      if (path.endsWith('.flac')) complaints[path] = complaintsOfFlac(bytes);
    }
    const zipFile = join(dir, 'a.zip');
    await writeFile(zipFile, Buffer.from(zip, 'base64'));
    const zipped = JSON.parse(
      execFileSync('python3', ['-c', NAMES, zipFile], { encoding: 'utf8' }),
    ) as string[];
    return { rows: await queryDataset(dir, sql), complaints, zipped };
  } finally {
    await rm(dir, { recursive: true });
  }
}
