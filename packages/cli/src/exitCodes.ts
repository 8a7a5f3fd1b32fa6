/** What the process ends with; scripts and CI go by it. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  noData: 3,
  checkFailed: 4,
  partial: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
