import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalHub } from '@parqueue/local-hub';
import type { TestProject } from 'vitest/node';

/** A hub for tests that run in workerd, which cannot start one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-hub-'));
  const hub = await startLocalHub({
    dir,
    quotas: 'off',
    control: true,
    multipartOverBytes: 6_000_000,
    partSizeBytes: 5_000_000,
  });
  project.provide('localHubUrl', hub.url);
  return async () => {
    await hub.close();
    await rm(dir, { recursive: true });
  };
}
