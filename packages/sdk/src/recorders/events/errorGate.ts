/** What was left out in a window. */
export interface LeftOut {
  /** By fingerprint, how often an error that was logged came again. */
  readonly repeated: Readonly<Record<string, number>>;
  /** Errors beyond the limit. */
  readonly overLimit: number;
  /** All of them together. */
  readonly count: number;
}

/** Lets the first of each kind through, up to a limit of kinds, and counts the rest. Whoever owns it closes its windows. */
export interface ErrorGate {
  /** Whether this one is to be logged. */
  pass(fingerprint: string): boolean;
  /** Ends the window; what it left out, or undefined when it left out nothing. */
  close(): LeftOut | undefined;
}

export function createErrorGate(maxDistinct: number): ErrorGate {
  const seen = new Map<string, number>();
  let overLimit = 0;
  return {
    pass(fingerprint) {
      const count = seen.get(fingerprint);
      if (count !== undefined) {
        seen.set(fingerprint, count + 1);
        return false;
      }
      if (seen.size >= maxDistinct) {
        overLimit++;
        return false;
      }
      seen.set(fingerprint, 0);
      return true;
    },
    close() {
      const repeated = Object.fromEntries([...seen].filter(([, count]) => count > 0));
      const count = Object.values(repeated).reduce((sum, one) => sum + one, overLimit);
      const leftOut = { repeated, overLimit, count };
      seen.clear();
      overLimit = 0;
      return count > 0 ? leftOut : undefined;
    },
  };
}
