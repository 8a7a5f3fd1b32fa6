import type { Random } from '../support/seeded.ts';

/** Something that hostile input reaches. */
export interface FuzzTarget {
  readonly name: string;
  /** Tries one input more. */
  step(random: Random): Promise<void>;
  /** Looks at what was kept for later, and lets go of everything. */
  close(): Promise<void>;
}

/** What a run has seen. */
export interface FuzzBook {
  count(target: string, outcome: string): void;
  /** Something that may not be; the input is kept. */
  problem(target: string, what: string, input: Uint8Array): void;
}
