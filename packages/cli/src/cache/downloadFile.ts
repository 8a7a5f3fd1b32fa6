import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FetchedFile, SourceFile } from './datasetSource.ts';
import { slimRanges } from './slimRanges.ts';

export interface DownloadTask {
  readonly file: SourceFile;
  /** With the bytes of recordings. */
  readonly isWhole: boolean;
  /** Where it is to lie, without its extension. */
  readonly target: string;
  readonly readRange: (startByte: number, endByte: number) => Promise<ArrayBuffer>;
}

/** With audio as the first column, one read of the end brings the footer and nearly always all other columns. */
const TAIL_BYTES = 512 * 1024;
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Brings a file here; one that is here already costs nothing. It is written beside and renamed, so that a file of that name is whole.
 *
 * A Parquet file comes slim: what is not downloaded, the pages of recordings, stays a hole in the file, and everything else is at its
 * place, so that any reader that leaves those columns alone reads it as it is.
 */
export async function downloadFile(task: DownloadTask): Promise<FetchedFile> {
  const { file, isWhole, target } = task;
  const isParquet = file.path.endsWith('.parquet');
  const whole = `${target}${isParquet ? '.parquet' : '.jsonl'}`;
  const slim = `${target}.slim.parquet`;
  if (existsSync(whole)) return { localPath: whole, isSlim: false };
  if (!isWhole && isParquet && existsSync(slim)) return { localPath: slim, isSlim: true };
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.part`;
  try {
    const isSlim = await writeParts(task, temporary, isParquet && !isWhole);
    const localPath = isSlim ? slim : whole;
    await rename(temporary, localPath);
    if (!isSlim) await rm(slim, { force: true });
    return { localPath, isSlim };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether something was left out. */
async function writeParts(
  { file, readRange }: DownloadTask,
  path: string,
  maySlim: boolean,
): Promise<boolean> {
  const { sizeBytes } = file;
  const handle = await open(path, 'w');
  try {
    await handle.truncate(sizeBytes);
    const tailStart = maySlim ? Math.max(0, sizeBytes - TAIL_BYTES) : sizeBytes;
    const tail = tailStart < sizeBytes ? await readRange(tailStart, sizeBytes) : new ArrayBuffer(0);
    await handle.write(new Uint8Array(tail), 0, undefined, tailStart);
    const readAgain = async (start: number, end: number): Promise<ArrayBuffer> =>
      start >= tailStart ? tail.slice(start - tailStart, end - tailStart) : readRange(start, end);
    const ranges =
      tailStart > 0 ? await rangesLeft({ maySlim, sizeBytes, tailStart, readRange: readAgain }) : [];
    let leftOut = tailStart;
    for (const [start, end] of ranges) {
      leftOut -= end - start;
      for (let at = start; at < end; at += PART_BYTES) {
        const part = await readRange(at, Math.min(end, at + PART_BYTES));
        await handle.write(new Uint8Array(part), 0, undefined, at);
      }
    }
    await handle.sync();
    return maySlim && leftOut > 0;
  } finally {
    await handle.close();
  }
}

interface Left {
  readonly maySlim: boolean;
  readonly sizeBytes: number;
  readonly tailStart: number;
  readonly readRange: DownloadTask['readRange'];
}

async function rangesLeft({
  maySlim,
  sizeBytes,
  tailStart,
  readRange,
}: Left): Promise<(readonly [number, number])[]> {
  if (!maySlim) return [[0, sizeBytes]];
  const ranges = await slimRanges(sizeBytes, readRange);
  return (ranges ?? [[0, tailStart] as const])
    .map(([start, end]) => [start, Math.min(end, tailStart)] as const)
    .filter(([start, end]) => end > start);
}
