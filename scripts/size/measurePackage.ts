import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSdk } from '../build/buildSdk.ts';
import { measureFiles, type Sizes } from './measureFiles.ts';
import { type WayOfUse, waysOfUse } from './waysOfUse.ts';

export interface MeasuredPackage {
  /** Sizes of all files, by their paths in the package. */
  readonly files: ReadonlyMap<string, Sizes>;
  readonly ways: readonly WayOfUse[];
}

/** Builds the package, in a place of its own, and weighs it. */
export async function measurePackage(): Promise<MeasuredPackage> {
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-size-'));
  try {
    await buildSdk(dir);
    const files = await measureFiles(dir);
    return { files, ways: waysOfUse(dir, files) };
  } finally {
    await rm(dir, { recursive: true });
  }
}
