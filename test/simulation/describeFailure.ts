import type { Shrunk } from './shrink.ts';

/** So many lines before the violation. */
const TRACE_LINES = 40;

/** A failure as a person wants it: what broke, how little it takes, what went before, how to see it again. */
export function describeFailure({ result, without }: Shrunk, given: readonly string[]): string {
  const { seed, violations, troubles, trace } = result;
  const at = trace.findIndex((line) => line.includes('VIOLATION'));
  const end = at < 0 ? trace.length : at + 1;
  const faults = trace.slice(0, end - TRACE_LINES).filter((line) => line.startsWith('    '));
  const left = without.map((trouble) => ` --without ${trouble}`).join('');
  return [
    `seed ${seed} fails:`,
    ...violations.slice(0, 5).map((violation) => `  ${violation}`),
    `  with ${troubles.join(', ') || 'no trouble at all'}; the last faults and tasks:`,
    ...faults.slice(-15),
    ...trace.slice(Math.max(0, end - TRACE_LINES), end),
    `  again: npm run simulate -- --first ${seed} --seeds 1 --trace${left}`,
    ...(left === '' || given.length > 0
      ? []
      : [`  as it was: npm run simulate -- --first ${seed} --seeds 1`]),
  ].join('\n');
}
