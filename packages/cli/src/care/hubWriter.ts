import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CommandError } from '../commandError.ts';
import type { AddedFile, DatasetChange } from './careStore.ts';

export interface HubWriterOptions {
  readonly repo: string;
  /** A branch. */
  readonly revision: string;
  readonly hubUrl: string;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
}

interface LfsObject {
  readonly oid: string;
  readonly size: number;
}

interface LfsAnswer extends LfsObject {
  readonly error?: { readonly message: string };
  readonly actions?: { readonly upload: { readonly href: string; readonly header?: Record<string, string> } };
}

/** Writes to a dataset on the Hub, over its HTTP (https://huggingface.co/docs/hub/api). */
export interface HubWriter {
  /** Brings the bytes there; what is there already is not sent again. */
  upload(files: readonly AddedFile[]): Promise<void>;
  /** `done`, or why it is not known to be: somebody else committed, or no answer came. */
  commit(change: DatasetChange): Promise<'done' | 'somebody else committed' | 'no answer'>;
  /** Makes one commit of all that the branch has. */
  squash(message: string): Promise<void>;
}

export function createHubWriter({ repo, revision, hubUrl, token, fetch }: HubWriterOptions): HubWriter {
  const branch = encodeURIComponent(revision);
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const post = (path: string, type: string, body: string): Promise<Response> =>
    fetch(`${hubUrl}${path}`, {
      method: 'POST',
      headers: {
        ...authorization,
        'content-type': type,
        accept: type.includes('lfs') ? type : 'application/json',
      },
      body,
    });
  const lines = new Map<string, Promise<string>>();
  const lineOf = (file: AddedFile): Promise<string> => {
    const line = lines.get(file.path) ?? commitLine(file);
    lines.set(file.path, line);
    return line;
  };

  return {
    async upload(files) {
      const objects = await Promise.all(files.filter(isLfs).map(describe));
      if (objects.length === 0) return;
      const type = 'application/vnd.git-lfs+json';
      const request = {
        operation: 'upload',
        transfers: ['basic', 'multipart'],
        hash_algo: 'sha256',
        objects,
      };
      const answer = await post(
        `/datasets/${repo}.git/info/lfs/objects/batch`,
        type,
        JSON.stringify({ ...request, ref: { name: revision } }),
      );
      if (!answer.ok) throw await refusal(answer, 'the upload');
      const { objects: answers } = (await answer.json()) as { objects: LfsAnswer[] };
      for (const object of answers) {
        if (object.error) throw new CommandError(`the Hub refuses a file: ${object.error.message}`);
        const localPath = objects.find(({ oid }) => oid === object.oid)?.localPath;
        if (object.actions && localPath) await put(fetch, object, localPath);
      }
    },
    async commit({ title, parent, adds, deletes }) {
      const header = { key: 'header', value: { summary: title, description: '', parentCommit: parent } };
      const body = [
        JSON.stringify(header),
        ...(await Promise.all(adds.map(lineOf))),
        ...deletes.map(({ path }) => JSON.stringify({ key: 'deletedFile', value: { path } })),
      ].join('\n');
      const answer = await post(`/api/datasets/${repo}/commit/${branch}`, 'application/x-ndjson', body).catch(
        () => undefined,
      );
      if (answer?.ok) return 'done';
      if (answer === undefined || answer.status >= 500) return 'no answer';
      if (answer.status === 412 || answer.status === 409) return 'somebody else committed';
      throw await refusal(answer, 'the commit');
    },
    async squash(message) {
      const answer = await post(
        `/api/datasets/${repo}/super-squash/${branch}`,
        'application/json',
        JSON.stringify({ message }),
      );
      if (!answer.ok) throw await refusal(answer, 'the squash');
    },
  };
}

/** The card is a text in git itself, everything else is kept beside it by its hash. */
const isLfs = ({ path }: AddedFile): boolean => path.endsWith('.parquet');

async function describe({ localPath }: AddedFile): Promise<LfsObject & { localPath: string }> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(localPath)) hash.update(piece as Uint8Array);
  return { oid: hash.digest('hex'), size: (await stat(localPath)).size, localPath };
}

async function commitLine(file: AddedFile): Promise<string> {
  const { path, localPath } = file;
  if (!isLfs(file)) {
    const content = (await readFile(localPath)).toString('base64');
    return JSON.stringify({ key: 'file', value: { path, content, encoding: 'base64' } });
  }
  const { oid, size } = await describe(file);
  return JSON.stringify({ key: 'lfsFile', value: { path, algo: 'sha256', oid, size } });
}

/** In one piece, or in parts where the Hub wants it. */
async function put(fetch: HubWriterOptions['fetch'], object: LfsAnswer, localPath: string): Promise<void> {
  const { href, header = {} } = object.actions?.upload ?? { href: '' };
  const blob = await openAsBlob(localPath);
  const send = async (url: string, body: Blob, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await fetch(url, { method: 'PUT', body, headers });
    if (!answer.ok) throw await refusal(answer, 'the upload');
    return answer;
  };
  if (header['chunk_size'] === undefined) {
    await send(href, blob, header);
    return;
  }
  const chunkBytes = Number(header['chunk_size']);
  const parts: { partNumber: number; etag: string }[] = [];
  const addresses = Object.entries(header).filter(([name]) => /^\d+$/.test(name));
  for (const [name, address] of addresses.sort(([a], [b]) => Number(a) - Number(b))) {
    const partNumber = Number(name);
    const body = blob.slice((partNumber - 1) * chunkBytes, partNumber * chunkBytes);
    const answer = await send(address, body);
    parts.push({ partNumber, etag: answer.headers.get('etag') ?? '' });
  }
  const done = await fetch(href, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json', accept: 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ oid: object.oid, parts }),
  });
  if (!done.ok) throw await refusal(done, 'the upload');
}

async function refusal(answer: Response, what: string): Promise<CommandError> {
  const text = await answer.text().catch(() => '');
  const advice = [401, 403].includes(answer.status) ? '; it needs a token that may write: set HF_TOKEN' : '';
  return new CommandError(`${what} was refused with ${answer.status}: ${text.slice(0, 300)}${advice}`);
}
