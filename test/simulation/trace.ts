/** What happened in a run, as a number that is the same for the same run, and as its last lines. */
export interface Trace {
  step(now: number, realm: string, label: string): void;
  /** Something of interest, such as a fault. */
  note(text: string): void;
  /** 53 bits of everything so far. */
  hash(): string;
  noteCount(): number;
  lines(): readonly string[];
}

/** So many lines are kept where not all are asked for. */
const KEPT_LINES = 400;

export function createTrace(isWhole: boolean): Trace {
  const lines: string[] = [];
  let notes = 0;
  let [high, low] = [0xdeadbeef, 0x41c6ce57];

  function add(line: string): void {
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      high = Math.imul(high ^ unit, 2654435761);
      low = Math.imul(low ^ unit, 1597334677);
    }
    if (lines.length >= 2 * KEPT_LINES && !isWhole) lines.splice(0, KEPT_LINES);
    lines.push(line);
  }

  return {
    step: (now, realm, label) => add(`${now} ${realm}: ${label}`),
    note(text) {
      notes++;
      add(`    ${text}`);
    },
    noteCount: () => notes,
    hash: () => (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, '0'),
    lines: () => (isWhole ? lines : lines.slice(-KEPT_LINES)),
  };
}
