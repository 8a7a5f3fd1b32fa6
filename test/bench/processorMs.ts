/** Processor time of one round of work, in milliseconds: what else runs on the machine disturbs it less than the clock on the wall. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of several rounds. */
export function leastProcessorMs(rounds: number, work: () => unknown): number {
  return Math.min(...Array.from({ length: rounds }, () => processorMs(work)));
}
