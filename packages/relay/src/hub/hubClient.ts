/** A file as it is to stand in the repo. */
export interface HubUpload {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its bytes, in hex; left out where it is not known without reading it. */
  readonly sha256?: string | undefined;
  /** Reads a part of it. Called again for each pass, so that no file need be in memory whole. */
  read(startByte: number, endByte: number): Uint8Array<ArrayBuffer>;
}

/** A file as a commit names it: by its bytes in the Hub's store, or, small text, with its content. */
export type HubEntry =
  | { readonly kind: 'stored'; readonly path: string; readonly sha256: string; readonly sizeBytes: number }
  | { readonly kind: 'inline'; readonly path: string; readonly contentBase64: string };

export interface HubCommitRequest {
  readonly files: readonly HubUpload[];
  /** Of files that somebody has brought to the store before. */
  readonly entries?: readonly HubEntry[];
  /** The revision that the branch must stand at. */
  readonly parent: string;
  readonly title: string;
  readonly description: string;
}

export interface HubCommit {
  readonly commit: string;
  readonly title: string;
  readonly description: string;
}

export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the bytes; absent for files that the Hub keeps in git itself. */
  readonly sha256: string | undefined;
  /** The commit that the file is from. */
  readonly commit: string | undefined;
}

/**
 * One dataset repo's main branch.
 *
 * Law: a commit lands whole or not at all, and only on its `parent`. When `commit` fails it may have landed nevertheless, at once or
 * a while later; `history` and `files` tell. Every failure is a `HubError`, and no word of it holds the token.
 */
export interface HubClient {
  /** The newest commits, the head first. */
  history(count: number): Promise<readonly HubCommit[]>;
  /** Those of the paths that are there, at the head. */
  files(paths: readonly string[]): Promise<readonly HubFile[]>;
  /** A small text file at a revision, or undefined when there is none. */
  readText(path: string, revision: string): Promise<string | undefined>;
  /** Brings files to the Hub's store, where no revision knows of them yet. Harmless to repeat. */
  store(files: readonly HubUpload[]): Promise<readonly HubEntry[]>;
  /** @returns the new revision */
  commit(request: HubCommitRequest): Promise<string>;
  /** Makes one commit of the whole history. Nothing brings the others back. */
  squash(title: string): Promise<void>;
}
