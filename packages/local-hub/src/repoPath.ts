import { badRequest } from './hubError.ts';

export type RepoId = `${string}/${string}`;

const REPO_WORD = /^[A-Za-z0-9_][\w.-]{0,95}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Segments that would reach the history (`.hub`) or fool tools that look for a git checkout. */
const RESERVED = new Set(['.', '..', '.hub', '.git']);
/** The longest name that ext4, APFS and NTFS all take. */
const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 2048;

function isRepoWord(word: string): boolean {
  return REPO_WORD.test(word) && !/\.\.|--|\.git$/i.test(word);
}

export function parseRepoId(namespace: string, name: string): RepoId {
  if (!isRepoWord(namespace) || !isRepoWord(name)) {
    throw badRequest(
      `Invalid repo id "${namespace}/${name}": expected namespace/name of letters, digits, - _ .`,
    );
  }
  return `${namespace}/${name}`;
}

function refuse(path: string, why: string): never {
  throw badRequest(`Invalid path in repo ${JSON.stringify(path.slice(0, 200))}: ${why}`);
}

/** Accepts a path that names a file inside the repo on every file system, and nothing else. */
export function parseRepoPath(path: string): string {
  if (path === '') refuse(path, 'it is empty');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) refuse(path, `longer than ${MAX_PATH_BYTES} bytes`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\]/.test(path))
    refuse(path, 'control characters and backslashes are not allowed');
  if (!path.isWellFormed()) refuse(path, 'it is not valid Unicode');
  for (const segment of path.split('/')) {
    if (segment === '') refuse(path, 'leading, trailing and double slashes are not allowed');
    if (RESERVED.has(segment.toLowerCase())) refuse(path, `"${segment}" is reserved`);
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) refuse(path, 'a segment is too long');
  }
  return path;
}

/** Folders may be written with a slash at the end. */
export function parseFolderPath(path: string): string {
  return parseRepoPath(path.endsWith('/') ? path.slice(0, -1) : path);
}

export function parseSha256(value: string): string {
  if (!SHA256_HEX.test(value))
    throw badRequest(`Invalid LFS oid "${value.slice(0, 80)}": expected 64 hex digits`);
  return value;
}

/** Every folder above a path, nearest last: `a/b/c` gives `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
