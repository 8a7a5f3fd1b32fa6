import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommitRecord } from './commitRecord.ts';
import type { Commit, ObjectStore } from './repoStore.ts';

export type LoadedCommits = {
  commits: Commit[];
  /** Every path that a commit ever named, the set-aside ones included. */
  knownPaths: Set<string>;
};

/**
 * Reads the commit log up to the last whole commit. A record that is torn, does not follow its
 * predecessor or names bytes that are gone is set aside in `.hub/broken`, with all that follow it.
 */
export async function loadCommits(hubDir: string, objects: ObjectStore): Promise<LoadedCommits> {
  const commitsDir = join(hubDir, 'commits');
  const commits: Commit[] = [];
  const knownPaths = new Set<string>();
  const names = (await readdir(commitsDir)).filter((name) => /^\d{8}\.json$/.test(name)).sort();
  let isWhole = true;
  for (const name of names) {
    const commit = await readRecord(join(commitsDir, name));
    for (const path of pathsOf(commit)) knownPaths.add(path);
    isWhole &&=
      commit !== undefined && follows(commit, commits.at(-1)) && (await hasItsBytes(commit, objects));
    if (isWhole && commit) commits.push(commit);
    else await setAside(hubDir, name);
  }
  await clearTmp(hubDir);
  return { commits, knownPaths };
}

async function readRecord(path: string): Promise<Commit | undefined> {
  try {
    return parseCommitRecord(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function pathsOf(commit: Commit | undefined): string[] {
  return (commit?.changes ?? []).map((change) => (change.kind === 'put' ? change.entry.path : change.path));
}

function follows(commit: Commit, previous: Commit | undefined): boolean {
  return commit.parent === null || commit.parent === previous?.oid;
}

async function hasItsBytes(commit: Commit, objects: ObjectStore): Promise<boolean> {
  for (const change of commit.changes) {
    if (change.kind === 'delete') continue;
    if ((await objects.sizeBytes(change.entry.sha256)) !== change.entry.sizeBytes) return false;
  }
  return true;
}

async function setAside(hubDir: string, name: string): Promise<void> {
  await mkdir(join(hubDir, 'broken'), { recursive: true });
  await rename(join(hubDir, 'commits', name), join(hubDir, 'broken', `${Date.now()}-${name}`));
}

/** Whatever lies in `tmp` at a start belongs to a request that died. */
async function clearTmp(hubDir: string): Promise<void> {
  await rm(join(hubDir, 'tmp'), { recursive: true, force: true });
  await mkdir(join(hubDir, 'tmp'), { recursive: true });
}
