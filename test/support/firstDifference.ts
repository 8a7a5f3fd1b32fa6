/** Where two runs of samples differ first; undefined where they are the same. A matcher's own report of such runs takes minutes. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (!Object.is(a[at], b[at])) return at;
  }
  return undefined;
}
