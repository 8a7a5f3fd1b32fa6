import type { Sizes } from './measureFiles.ts';

export type Baseline = Readonly<Record<string, Sizes>>;

/** So much a file may grow before somebody has to look at it. */
const ALLOWED = 1.05;
/** A small file may grow by this. */
const ALLOWED_BYTES = 100;

/** What grew against the baseline, each as a line: raw, gzip or brotli by more than 5 %, or new. */
export function findGrowth(sizes: ReadonlyMap<string, Sizes>, baseline: Baseline): string[] {
  return [...sizes].flatMap(([name, now]) => {
    const before = baseline[name];
    if (before === undefined) return [`${name} is new, of ${now.raw} bytes`];
    return (['raw', 'gzip', 'brotli'] as const)
      .filter((kind) => now[kind] > Math.max(before[kind] * ALLOWED, before[kind] + ALLOWED_BYTES))
      .map((kind) => {
        const percent = ((now[kind] / before[kind] - 1) * 100).toFixed(1);
        return `${name}, ${kind}: ${before[kind]} → ${now[kind]} bytes (+${percent} %)`;
      });
  });
}
