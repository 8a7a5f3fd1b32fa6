import type { Listing, SourceFile } from '../cache/datasetSource.ts';
import { planTables } from '../cache/planTables.ts';
import { isYoung, monthOf } from './fileAge.ts';

/** Files of one table and month that become one. */
export interface CompactGroup {
  readonly table: string;
  readonly format: 'parquet' | 'jsonl';
  readonly month: string;
  /** In the order of their paths, which is that of time. */
  readonly files: readonly SourceFile[];
}

export interface CompactPlan {
  readonly groups: readonly CompactGroup[];
  /** Files younger than a day. */
  readonly youngCount: number;
}

/** A file from this size on is large enough. */
const LARGE_BYTES = 128_000_000;
/** What one file may come to. */
const MAX_BYTES = 400_000_000;

const COMPACTED = /\/(compact|folded)-[0-9a-f]{16}\.\w+$/;

export function planCompact(
  listing: Listing,
  { nowMs, isFold }: { nowMs: number; isFold: boolean },
): CompactPlan {
  const groups: CompactGroup[] = [];
  let youngCount = 0;
  for (const { name, format, files } of planTables(listing.readme, listing.files)) {
    const own = files.filter(({ path }) => path.endsWith(`.${format}`));
    const old = own.filter((file) => !isYoung(file, nowMs));
    youngCount += own.length - old.length;
    const months = byMonth(old.filter(({ sizeBytes }) => sizeBytes < LARGE_BYTES));
    for (const [key, found] of [...months].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const part of bySize(found))
        if (isWorthIt(part, isFold && format === 'parquet'))
          groups.push({ table: name, format, month: key.slice(0, 7), files: part });
  }
  return { groups, youngCount };
}

function byMonth(files: readonly SourceFile[]): Map<string, SourceFile[]> {
  const months = new Map<string, SourceFile[]>();
  for (const file of files) {
    const key = `${monthOf(file)} ${folderOf(file.path)}`;
    months.set(key, [...(months.get(key) ?? []), file]);
  }
  return months;
}

/** The folder of a file, without the day. */
const folderOf = (path: string): string =>
  path
    .split('/')
    .slice(0, -1)
    .filter((part) => !/^\d{4}-\d{2}-\d{2}$/.test(part))
    .join('/');

function bySize(files: readonly SourceFile[]): SourceFile[][] {
  const parts: SourceFile[][] = [[]];
  let sizeBytes = 0;
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (sizeBytes + file.sizeBytes > MAX_BYTES) {
      parts.push([]);
      sizeBytes = 0;
    }
    parts.at(-1)?.push(file);
    sizeBytes += file.sizeBytes;
  }
  return parts;
}

/** Two files become one; a lone one has something in it to fold unless that was done. */
function isWorthIt(files: readonly SourceFile[], isFold: boolean): boolean {
  if (files.length !== 1) return files.length > 1;
  const path = files[0]?.path ?? '';
  return isFold && !(COMPACTED.test(path) && path.includes('/folded-'));
}
