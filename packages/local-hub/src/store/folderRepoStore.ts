import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFAULT_GIT_ATTRIBUTES } from '../gitAttributes.ts';
import { LOCAL_USER } from '../hubEnv.ts';
import { HubError } from '../hubError.ts';
import { asRecord, asSizeBytes, asString, parseJson } from '../jsonShape.ts';
import { parseRepoId, type RepoId } from '../repoPath.ts';
import { openFolderRepo, type RepoRecord, type RepoTiming } from './folderRepo.ts';
import type { Repo, RepoStore } from './repoStore.ts';

/** Opens every repo of a folder `dir/<namespace>/<name>`, repairing what a crash left behind. */
export async function openFolderRepoStore(dir: string, timing: RepoTiming): Promise<RepoStore> {
  const repos = new Map<string, Repo>();
  const creating = new Set<string>();
  await mkdir(dir, { recursive: true });
  for (const record of await findRepos(dir)) {
    repos.set(keyOf(record.id), await openFolderRepo(join(dir, record.id), record, timing));
  }

  return {
    find: (id) => {
      const repo = repos.get(keyOf(id));
      return repo?.id === id ? repo : undefined;
    },
    list: () => [...repos.values()],
    async create(id, { isPrivate, files }) {
      const key = keyOf(id);
      if (repos.has(key)) throw new HubError(409, `You already created this dataset repo: ${id}`);
      if (creating.has(key)) {
        throw new HubError(409, 'Cannot create repo: another conflicting operation is in progress');
      }
      creating.add(key);
      try {
        const record = { id, isPrivate, createdAt: timing.now() };
        const repo = await openFolderRepo(join(dir, id), record, timing);
        const attributes = { path: '.gitattributes', bytes: Buffer.from(DEFAULT_GIT_ATTRIBUTES) };
        const operations = [attributes, ...files].map((file) => ({ kind: 'file' as const, ...file }));
        await repo.commit({ title: 'initial commit', description: '', author: LOCAL_USER, operations });
        // Last, so that a repo without its first commit is not one.
        await writeRecord(join(dir, id), record);
        repos.set(key, repo);
        return repo;
      } finally {
        creating.delete(key);
      }
    },
  };
}

/** Names that differ only in case are one repo on the Hub, and one folder on many file systems. */
const keyOf = (id: RepoId) => id.toLowerCase();

const recordPath = (repoDir: string) => join(repoDir, '.hub', 'repo.json');

async function writeRecord(repoDir: string, record: RepoRecord): Promise<void> {
  const path = recordPath(repoDir);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(record)}\n`);
  await rename(`${path}.tmp`, path);
}

async function findRepos(dir: string): Promise<RepoRecord[]> {
  const records: RepoRecord[] = [];
  for (const namespace of await listFolders(dir)) {
    for (const name of await listFolders(join(dir, namespace))) {
      const text = await readFile(recordPath(join(dir, namespace, name)), 'utf8').catch(() => undefined);
      if (text !== undefined) records.push(parseRepoRecord(text, namespace, name));
    }
  }
  return records;
}

async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

/** The folder's own name is the repo's, so that a folder may be copied or renamed. */
function parseRepoRecord(text: string, namespace: string, name: string): RepoRecord {
  const record = asRecord(parseJson(text, 'repo.json'), 'repo.json');
  asString(record['id'], 'repo.json id');
  return {
    id: parseRepoId(namespace, name),
    isPrivate: record['isPrivate'] === true,
    createdAt: asSizeBytes(record['createdAt'], 'repo.json createdAt'),
  };
}
