/** Numbers, times and sizes as the page writes them. */

/** `0:04`, `12:30`, `1:02:05`. */
export function formatDuration(seconds: number): string {
  const whole = wholeOf(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = `${minutes % 60}:${String(whole % 60).padStart(2, '0')}`;
  return minutes < 60 ? rest : `${Math.floor(minutes / 60)}:${rest.padStart(5, '0')}`;
}

/** Tenths of a second, for the clock of a running take. */
export function formatTenths(seconds: number): string {
  return `.${wholeOf(seconds * 10) % 10}`;
}

/** Cut, as a clock does; a sum of small parts that falls a hair short of the next is there. */
function wholeOf(value: number): number {
  return Math.max(0, Math.floor(value + 1e-6));
}

/** `812 bytes`, `184 kB`, `4.2 MB`, `1.3 GB`: decimal units, as disks and networks count. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} bytes`;
  const [unit, size] = sizeBytes < 1e6 ? ['kB', 1e3] : sizeBytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  const value = sizeBytes / (size as number);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** `just now`, `3 minutes ago`, `2 days ago`. */
export function formatAgo(thenMs: number, nowMs: number): string {
  const seconds = (nowMs - thenMs) / 1000;
  for (const [size, name] of UNITS) {
    if (seconds >= size) return `${count(Math.floor(seconds / size), name)} ago`;
  }
  return 'just now';
}

/** `Nov 21, 2026, 3:04:05 AM`: the exact time behind a relative one. */
export function formatExact(atMs: number): string {
  return new Date(atMs).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' });
}

/** `Nov 21, 3:04 AM`. */
export function formatMoment(atMs: number): string {
  return new Date(atMs).toLocaleString('en', {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
}

/** `0193…41f3`: enough of an id to tell it from others by eye. */
export function shortId(id: string): string {
  return id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}

/** `40 seconds`, `12 minutes`, `3 days`. */
export function formatSpan(durationMs: number): string {
  const seconds = Math.max(0, durationMs / 1000);
  for (const [size, name] of UNITS) {
    if (seconds >= size) return count(Math.floor(seconds / size), name);
  }
  return count(Math.floor(seconds), 'second');
}

/** `1 recording`, `3 recordings`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
