import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badRequest, commitInProgress, type HubError, parentChanged } from '../hubError.ts';
import type { RepoId } from '../repoPath.ts';
import { type PlannedOperation, planCommit } from './commitPlan.ts';
import { formatCommitRecord, nameCommit } from './commitRecord.ts';
import { gitBlobOid, lfsPointer } from './digest.ts';
import { createFolderObjects } from './folderObjects.ts';
import { createHistory } from './history.ts';
import { createLayout } from './layout.ts';
import { loadCommits } from './loadCommits.ts';
import type { Change, Commit, CommitOperation, ObjectStore, Repo } from './repoStore.ts';

export type RepoRecord = { id: RepoId; isPrivate: boolean; createdAt: number };

export type RepoTiming = {
  now: () => number;
  /** How long a commit holds the repo, as the real Hub's do; 0 when not said. */
  commitDurationMs: number;
};

/** Opens a repo's folder, brings it to its last whole commit and keeps it. */
export async function openFolderRepo(repoDir: string, record: RepoRecord, timing: RepoTiming): Promise<Repo> {
  const hubDir = join(repoDir, '.hub');
  const commitsDir = join(hubDir, 'commits');
  for (const dir of [commitsDir, join(hubDir, 'tmp')]) await mkdir(dir, { recursive: true });
  const objects = createFolderObjects(hubDir);
  const layout = createLayout(repoDir, objects);
  const loaded = await loadCommits(hubDir, objects);
  const history = createHistory(loaded.commits);
  await layout.repair(history.tree(history.head()), loaded.knownPaths);
  const commitTimes = loaded.commits.filter(isCounted).map((commit) => commit.committedAt);
  let recordCount = loaded.commits.length;
  let isBusy = false;

  const append = async (parent: string | null, changes: readonly Change[], said: CommitWords) => {
    const commit = nameCommit({ parent, ...said, committedAt: timing.now(), changes });
    const tmpPath = join(hubDir, 'tmp', `${commit.oid}.json`);
    await writeFile(tmpPath, formatCommitRecord(commit));
    // From here on the commit is: whatever dies after this line is repaired at the next start.
    await rename(tmpPath, join(commitsDir, recordName(recordCount)));
    recordCount += 1;
    history.append(commit);
    if (isCounted(commit)) commitTimes.push(commit.committedAt);
    await layout.apply(changes);
    return commit;
  };

  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isBusy) throw commitInProgress();
    isBusy = true;
    try {
      if (timing.commitDurationMs > 0) await new Promise((done) => setTimeout(done, timing.commitDurationMs));
      return await work();
    } finally {
      isBusy = false;
    }
  };

  return {
    ...record,
    objects,
    ...history,
    commitTimes: () => commitTimes,
    commit: ({ parentCommit, operations, title, description, author }) =>
      alone(async () => {
        const head = history.head();
        if (parentCommit !== undefined && !isOidOf(parentCommit, head)) throw parentChanged();
        const planned: PlannedOperation[] = [];
        for (const operation of operations) planned.push(await planOperation(operation, objects));
        const changes = planCommit(history.tree(head), planned);
        return append(head.oid || null, changes, { title, description, author });
      }),
    squash: (message) =>
      alone(async () => {
        const head = history.head();
        const changes = [...history.tree(head).values()].map(
          ({ lastCommit: _, ...entry }): Change => ({ kind: 'put', entry }),
        );
        return append(null, changes, { title: message, description: '', author: head.author });
      }),
  };
}

type CommitWords = Pick<Commit, 'title' | 'description' | 'author'>;

const isCounted = (commit: Commit) => commit.parent !== null;

const recordName = (index: number) => `${String(index).padStart(8, '0')}.json`;

function isOidOf(text: string, commit: Commit): boolean {
  return text.length >= 7 && commit.oid.startsWith(text.toLowerCase());
}

async function planOperation(operation: CommitOperation, objects: ObjectStore): Promise<PlannedOperation> {
  switch (operation.kind) {
    case 'deletedFile':
      return { kind: 'delete', path: operation.path };
    case 'deletedFolder':
      return { kind: 'deleteFolder', path: operation.path };
    case 'file': {
      const { path, bytes } = operation;
      const sha256 = await objects.put(bytes);
      const sizeBytes = bytes.byteLength;
      return { kind: 'put', entry: { path, kind: 'regular', sizeBytes, sha256, gitOid: gitBlobOid(bytes) } };
    }
    case 'lfsFile': {
      const { path, sha256, sizeBytes } = operation;
      const keptBytes = await objects.sizeBytes(sha256);
      if (keptBytes === undefined) throw pointsNowhere(path, sha256);
      if (keptBytes !== sizeBytes) {
        throw badRequest(
          `${path}: LFS object ${sha256} has ${keptBytes} bytes, the commit says ${sizeBytes}`,
        );
      }
      const gitOid = gitBlobOid(lfsPointer(sha256, sizeBytes));
      return { kind: 'put', entry: { path, kind: 'lfs', sizeBytes, sha256, gitOid } };
    }
  }
}

function pointsNowhere(path: string, sha256: string): HubError {
  return badRequest(
    `Your push was rejected because an LFS pointer pointed to a file that does not exist. ` +
      `For instance, this can happen if you used git push --no-verify to push your changes. ` +
      `Offending file: - ${path} (oid sha256:${sha256})`,
  );
}
