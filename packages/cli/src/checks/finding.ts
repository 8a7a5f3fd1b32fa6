/** How bad it is: an error fails the check, a warning does so with `--strict`, a note never. */
export type FindingLevel = 'error' | 'warning' | 'note';

/** Something that is not as it should be. */
export interface Finding {
  readonly level: FindingLevel;
  /** Which rule, in a word that scripts can go by. */
  readonly rule: string;
  /** Where: a table, a job and stage, a row. */
  readonly where: string;
  /** What, and what to do where that is known. */
  readonly said: string;
}

/** What one check looked at and found. */
export interface CheckReport {
  readonly lookedAt: number;
  readonly findings: readonly Finding[];
}
