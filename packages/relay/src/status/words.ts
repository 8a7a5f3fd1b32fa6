/** Numbers, times and sizes as the pages for the operator write them. */

/** `1,204` */
export const formatCount = (count: number): string => count.toLocaleString('en');

/** `1 shard`, `1,204 shards`. */
export const counted = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

const SIZES: readonly (readonly [sizeBytes: number, unit: string])[] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
];

/** `812 bytes`, `184 kB`, `4.2 MB`, `8.0 GB`: decimal units, as disks and networks count. */
export function formatSize(sizeBytes: number): string {
  for (const [size, unit] of SIZES) {
    const value = sizeBytes / size;
    if (value >= 0.9995) return `${value < 9.95 ? value.toFixed(1) : formatCount(Math.round(value))} ${unit}`;
  }
  return counted(sizeBytes, 'byte');
}

/** `30 ms`, `1 s`. */
export const formatDuration = (durationMs: number): string =>
  durationMs < 1000 ? `${durationMs} ms` : `${durationMs / 1000} s`;

/** Of a whole, which is not 0: `12 %`; never 0 % where there is something, nor 100 % where something is missing. */
export function formatShare(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 1) return 'under 1 %';
  return `${percent < 100 ? Math.min(99, Math.round(percent)) : Math.round(percent)} %`;
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `3 minutes ago`, `in 2 hours`, `now`. */
export function formatRelative(at: number, now: number): string {
  const seconds = Math.trunc((at - now) / 1000);
  const [size, unit] = UNITS.find(([unitS]) => Math.abs(seconds) >= unitS) ?? [1, 'second'];
  return seconds === 0 ? 'now' : relative.format(Math.trunc(seconds / size), unit);
}

/** `2026-11-21 03:04:05 UTC`: the exact time behind a relative one. */
export const formatExact = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
