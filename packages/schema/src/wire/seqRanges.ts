import { SEQ_MAX_RANGES } from './limits.ts';

/** A set of sequence numbers as ascending, disjoint, non-touching, inclusive ranges. */
export type SeqRanges = readonly (readonly [first: number, last: number])[];

/** The set with one range added. */
export function addRange(ranges: SeqRanges, first: number, last: number): SeqRanges {
  const merged: [number, number][] = [];
  let [low, high] = [first, last];
  for (const [a, b] of ranges) {
    if (b < low - 1 || a > high + 1) merged.push([a, b]);
    else [low, high] = [Math.min(a, low), Math.max(b, high)];
  }
  merged.push([low, high]);
  return merged.sort((x, y) => x[0] - y[0]);
}

/** The set of these numbers. */
export function rangesOf(seqs: Iterable<number>): SeqRanges {
  const ranges: [number, number][] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open !== undefined && open[1] === seq - 1) open[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

/** The union of two sets. */
export const unionRanges = (a: SeqRanges, b: SeqRanges): SeqRanges =>
  b.reduce<SeqRanges>((all, [first, last]) => addRange(all, first, last), a);

/** Whether the set holds a number. */
export function hasSeq(ranges: SeqRanges, seq: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] as readonly [number, number];
    if (seq < first) high = middle - 1;
    else if (seq > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** How many numbers the set holds. */
export const seqCount = (ranges: SeqRanges): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** `120-180,182-340`; a single number is a range of its own: `7-7`. */
export const formatRanges = (ranges: SeqRanges): string => ranges.map(([a, b]) => `${a}-${b}`).join(',');

/** The ranges of a `Parqueue-Seq` header, or undefined when it is not one: out of order, touching, not whole numbers, too many. */
export function parseRanges(text: string): SeqRanges | undefined {
  const parts = text.split(',', SEQ_MAX_RANGES + 1);
  if (parts.length > SEQ_MAX_RANGES) return undefined;
  const ranges: [number, number][] = [];
  for (const part of parts) {
    const match = /^(0|[1-9]\d{0,14})-(0|[1-9]\d{0,14})$/.exec(part);
    if (match === null) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2])];
    const before = ranges.at(-1);
    if (last < first || (before !== undefined && first <= before[1] + 1)) return undefined;
    ranges.push([first, last]);
  }
  return ranges;
}
