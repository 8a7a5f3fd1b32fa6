/** A whole number from 1. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new TypeError('is no whole number from 1');
  return Number(text);
}
