import type { SourceFile } from '../cache/datasetSource.ts';

const DAY_MS = 86_400_000;

/**
 * When a file was written, at the latest: by the UUIDv7 that a relay names it with, else by the end of the day that it lies in, else by its
 * time on the disk. Undefined where nothing says it.
 */
function writtenAt({ path, oid }: SourceFile): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const uuid = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(name);
  if (uuid !== null) return Number.parseInt(`${uuid[1]}${uuid[2]}`, 16);
  const day = dayOf(path);
  if (day !== undefined) return Date.parse(day) + DAY_MS;
  const onDisk = /^\d+-(\d{12,})$/.exec(oid)?.[1];
  return onDisk === undefined ? undefined : Number(onDisk);
}

/** Files younger than a day are left to the relay, and so are those that do not say. */
export function isYoung(file: SourceFile, nowMs: number): boolean {
  const atMs = writtenAt(file);
  return atMs === undefined || nowMs - atMs < DAY_MS;
}

/** The folder of a day that a file lies in: `2026-02-03`. */
const dayOf = (path: string): string | undefined => /\/(\d{4}-\d{2}-\d{2})\//.exec(path)?.[1];

/** `2026-02`; what says no day lies together. */
export const monthOf = (file: SourceFile): string =>
  dayOf(file.path)?.slice(0, 7) ?? new Date(writtenAt(file) ?? 0).toISOString().slice(0, 7);
