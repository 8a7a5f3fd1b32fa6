import { parseConfig } from '../config.ts';

/** Whether the relay would take this value of a variable. */
export function isRightFor(variable: string, value: string): boolean {
  const parsed = parseConfig({ [variable]: value });
  return parsed.kind === 'ok' || !parsed.problems.some((problem) => problem.startsWith(`${variable} `));
}
