import { badRequest } from './hubError.ts';
import {
  asOptionalString,
  asRecord,
  asSizeBytes,
  asString,
  type JsonRecord,
  parseJson,
} from './jsonShape.ts';
import { parseFolderPath, parseRepoPath, parseSha256 } from './repoPath.ts';
import type { CommitOperation } from './store/repoStore.ts';

export type CommitHeader = { title: string; description: string; parentCommit: string | undefined };

/** A commit as it comes: one JSON object a line, the header first. Throws 400 that names the line. */
export function parseCommitLines(text: string): { header: CommitHeader; operations: CommitOperation[] } {
  const [first, ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  if (first === undefined) throw badRequest('commit: the body is empty');
  const header = parseLine(first, 1);
  if (header.key !== 'header') throw badRequest(`commit line 1: expected the header, got "${header.key}"`);
  const operations = rest.map((line, index) => {
    const { key, value } = parseLine(line, index + 2);
    return parseOperation(key, value, `commit line ${index + 2}`);
  });
  if (operations.length === 0) throw badRequest('commit: there is no operation in it');
  return { header: parseHeader(header.value), operations };
}

function parseLine(line: string, lineNumber: number): { key: string; value: JsonRecord } {
  const what = `commit line ${lineNumber}`;
  const record = asRecord(parseJson(line, what), what);
  return { key: asString(record['key'], `${what} key`), value: asRecord(record['value'], `${what} value`) };
}

function parseHeader(value: JsonRecord): CommitHeader {
  const title = asString(value['summary'], 'summary');
  if (title.trim() === '') throw badRequest('summary: must not be empty');
  const parentCommit = asOptionalString(value['parentCommit'], 'parentCommit');
  if (parentCommit !== undefined && !/^[0-9a-f]{7,40}$/i.test(parentCommit)) {
    throw badRequest('parentCommit: expected the hex digits of a commit');
  }
  return { title, description: asOptionalString(value['description'], 'description') ?? '', parentCommit };
}

function parseOperation(key: string, value: JsonRecord, what: string): CommitOperation {
  const path = asString(value['path'], `${what} path`);
  switch (key) {
    case 'file':
      return { kind: 'file', path: parseRepoPath(path), bytes: parseContent(value, what) };
    case 'lfsFile':
      if (value['algo'] !== 'sha256') throw badRequest(`${what}: algo: expected "sha256"`);
      return {
        kind: 'lfsFile',
        path: parseRepoPath(path),
        sha256: parseSha256(asString(value['oid'], `${what} oid`)),
        sizeBytes: asSizeBytes(value['size'], `${what} size`),
      };
    case 'deletedFile':
      return { kind: 'deletedFile', path: parseRepoPath(path) };
    case 'deletedFolder':
      return { kind: 'deletedFolder', path: parseFolderPath(path) };
    default:
      throw badRequest(`${what}: unknown operation "${key}"`);
  }
}

function parseContent(value: JsonRecord, what: string): Uint8Array {
  const content = asString(value['content'], `${what} content`);
  const encoding = asOptionalString(value['encoding'], `${what} encoding`) ?? 'utf-8';
  if (encoding === 'utf-8') return Buffer.from(content, 'utf8');
  if (encoding !== 'base64') throw badRequest(`${what}: encoding: expected "base64", got "${encoding}"`);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content) || content.length % 4 !== 0) {
    throw badRequest(`${what}: content: not valid base64`);
  }
  return Buffer.from(content, 'base64');
}
