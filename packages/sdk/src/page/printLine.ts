import type { DiagnosedEvent } from '../api/diagnosis.ts';
import { printDebug } from '../browser/printDebug.ts';

/** An event as one line for a person. */
function debugLine({ kind, facts }: DiagnosedEvent): string {
  const said = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return `parqueue ${kind}${said.length === 0 ? '' : `: ${said.join(', ')}`}`;
}

/** Prints it for whoever looks at the console. */
export const printLine = (event: DiagnosedEvent): void => printDebug(debugLine(event));
