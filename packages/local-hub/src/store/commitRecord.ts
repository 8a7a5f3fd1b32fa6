import { asArray, asRecord, asSizeBytes, asString, parseJson } from '../jsonShape.ts';
import { parseRepoPath, parseSha256 } from '../repoPath.ts';
import { sha1Hex } from './digest.ts';
import type { Change, Commit } from './repoStore.ts';

type UnnamedCommit = Omit<Commit, 'oid'>;

/** Key order is fixed here, since the oid is the digest of this text. */
function contentOf(commit: UnnamedCommit): UnnamedCommit {
  const { parent, title, description, author, committedAt, changes } = commit;
  return { parent, title, description, author, committedAt, changes };
}

/** Gives a commit its oid, which depends on everything in it, its parent included. */
export function nameCommit(commit: UnnamedCommit): Commit {
  const content = contentOf(commit);
  return { oid: sha1Hex(JSON.stringify(content)), ...content };
}

export function formatCommitRecord(commit: Commit): string {
  return `${JSON.stringify(commit)}\n`;
}

/** Reads a record back; throws when it is torn, edited, or names paths outside the repo. */
export function parseCommitRecord(text: string): Commit {
  const record = asRecord(parseJson(text, 'commit record'), 'commit record');
  const commit = nameCommit({
    parent: record['parent'] === null ? null : asString(record['parent'], 'parent'),
    title: asString(record['title'], 'title'),
    description: asString(record['description'], 'description'),
    author: asString(record['author'], 'author'),
    committedAt: asSizeBytes(record['committedAt'], 'committedAt'),
    changes: asArray(record['changes'], 'changes').map(parseChange),
  });
  if (commit.oid !== record['oid'])
    throw new Error(`commit record ${String(record['oid'])}: its content was altered`);
  return commit;
}

function parseChange(value: unknown): Change {
  const change = asRecord(value, 'change');
  if (change['kind'] === 'delete') {
    return { kind: 'delete', path: parseRepoPath(asString(change['path'], 'path')) };
  }
  const entry = asRecord(change['entry'], 'entry');
  return {
    kind: 'put',
    entry: {
      path: parseRepoPath(asString(entry['path'], 'path')),
      kind: entry['kind'] === 'lfs' ? 'lfs' : 'regular',
      sizeBytes: asSizeBytes(entry['sizeBytes'], 'sizeBytes'),
      sha256: parseSha256(asString(entry['sha256'], 'sha256')),
      gitOid: asString(entry['gitOid'], 'gitOid'),
    },
  };
}
