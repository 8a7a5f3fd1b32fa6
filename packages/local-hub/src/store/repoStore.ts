import type { RepoId } from '../repoPath.ts';

/**
 * Where the repos of the hub live. The law:
 * - a commit is all or nothing, and what `commit` returned survives the death of the process;
 * - the head is laid out as ordinary files, so that other tools read it without the hub;
 * - every commit of the history can be read by its oid until it is squashed away.
 */
export interface RepoStore {
  /** Throws when the repo is there already. */
  create(id: RepoId, settings: RepoSettings): Promise<Repo>;
  find(id: RepoId): Repo | undefined;
  list(): Repo[];
}

export interface Repo {
  readonly id: RepoId;
  readonly isPrivate: boolean;
  readonly createdAt: number;
  readonly objects: ObjectStore;
  head(): Commit;
  /** `main`, a commit oid, or its first seven or more digits. */
  findCommit(revision: string): Commit | undefined;
  /** Newest first, from the commit back to the first one. */
  history(from: Commit): Commit[];
  tree(at: Commit): Tree;
  /** When each commit was made, squashed ones included, the first one and squashes not: what quotas count. */
  commitTimes(): readonly number[];
  /** Refuses with 409 while another commit is under way and with 412 when `parentCommit` is not the head. */
  commit(request: CommitRequest): Promise<Commit>;
  /** Makes one commit of the whole history; the former oids are gone. */
  squash(message: string): Promise<Commit>;
}

/** Bytes by their SHA-256. */
export interface ObjectStore {
  sizeBytes(sha256: string): Promise<number | undefined>;
  read(sha256: string): Promise<Buffer>;
  /** `end` is inclusive, as in HTTP ranges. */
  stream(sha256: string, range?: ByteRange): ReadableStream<Uint8Array>;
  put(bytes: Uint8Array): Promise<string>;
  /** Keeps the bytes only when they are what was announced. */
  putStream(chunks: AsyncIterable<Uint8Array>, expected: Announced): Promise<'kept' | 'mismatch'>;
  /** Where the object lies on disk. */
  locate(sha256: string): string;
  /** For what is not whole yet; emptied at every start. */
  readonly tmpDir: string;
}

type RepoSettings = { isPrivate: boolean; files: readonly NewFile[] };
export type NewFile = { path: string; bytes: Uint8Array };
export type ByteRange = { start: number; end: number };
export type Announced = { sha256: string; sizeBytes: number };

export type FileEntry = {
  path: string;
  kind: 'lfs' | 'regular';
  sizeBytes: number;
  sha256: string;
  /** What git names it: the blob of the bytes, or of the LFS pointer. */
  gitOid: string;
};
export type TreeEntry = FileEntry & { lastCommit: Commit };
export type Tree = ReadonlyMap<string, TreeEntry>;

export type Change = { kind: 'put'; entry: FileEntry } | { kind: 'delete'; path: string };

export type Commit = {
  oid: string;
  parent: string | null;
  title: string;
  description: string;
  author: string;
  /** Epoch milliseconds. */
  committedAt: number;
  changes: readonly Change[];
};

export type CommitOperation =
  | { kind: 'file'; path: string; bytes: Uint8Array }
  | { kind: 'lfsFile'; path: string; sha256: string; sizeBytes: number }
  | { kind: 'deletedFile'; path: string }
  | { kind: 'deletedFolder'; path: string };

type CommitRequest = {
  title: string;
  description: string;
  author: string;
  parentCommit?: string | undefined;
  operations: readonly CommitOperation[];
};
