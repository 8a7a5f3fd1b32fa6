/** `job_20261129_141505`: when it began, in UTC. */
export const jobIdAt = (nowMs: number): string =>
  `job_${new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')}`;
