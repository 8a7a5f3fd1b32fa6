/**
 * A text of at most so many UTF-16 units, which are never fewer than the letters that a service may count; what is cut ends in `…`. No letter is
 * cut in two.
 */
export function clipText(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  const end = max - 1;
  const isInsidePair = /[\ud800-\udbff]/.test(text[end - 1] ?? '');
  return `${text.slice(0, isInsidePair ? end - 1 : end)}…`;
}

/** Lines joined, as many as fit, with `… and 3 more` for those that do not. */
export function clipLines(lines: readonly string[], max: number): string {
  const whole = lines.join('\n');
  if (whole.length <= max) return whole;
  for (let count = lines.length - 1; count > 0; count--) {
    const text = `${lines.slice(0, count).join('\n')}\n… and ${lines.length - count} more`;
    if (text.length <= max) return text;
  }
  return clipText(whole, max);
}
