import * as v from 'valibot';
import { type HubAccess, postToHub } from './hubAccess.ts';
import type { HubUpload } from './hubClient.ts';
import { classifyAnswer, HubError } from './hubError.ts';
import { UploadBlob } from './uploadBlob.ts';

/** A file by its bytes: what Git LFS calls an object. */
export interface HubObject {
  readonly sha256: string;
  readonly upload: HubUpload;
}

const LFS_TYPE = 'application/vnd.git-lfs+json';

/** Header fields that are numbers name where each part of a large file goes. */
const PART_NUMBER = /^\d+$/;

const action = v.object({
  href: v.pipe(v.string(), v.url()),
  header: v.optional(v.record(v.string(), v.string())),
});
const batchAnswer = v.object({
  objects: v.tuple([
    v.object({
      actions: v.optional(v.object({ upload: v.optional(action), verify: v.optional(action) })),
      error: v.optional(v.object({ code: v.number(), message: v.string() })),
    }),
  ]),
});
type Action = v.InferOutput<typeof action>;

/**
 * Brings a file into the Hub's store, unless it is there: a piece of it is in memory at a time
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md, with the Hub's own transfer in parts).
 */
export async function uploadObject(access: HubAccess, { sha256, upload }: HubObject): Promise<void> {
  const object = { oid: sha256, size: upload.sizeBytes };
  const answer = await postToHub(access, `/datasets/${access.repo}.git/info/lfs/objects/batch`, {
    type: LFS_TYPE,
    body: JSON.stringify({
      operation: 'upload',
      transfers: ['basic', 'multipart'],
      hash_algo: 'sha256',
      ref: { name: 'main' },
      objects: [object],
    }),
  });
  const { error, actions } = v.parse(batchAnswer, answer).objects[0];
  if (error !== undefined) throw refusedObject(error);
  if (actions?.upload === undefined) return;
  await send(access, actions.upload, { sha256, upload });
  if (actions.verify !== undefined) await confirm(access, actions.verify, object);
}

/** The call is answered 200 with what is wrong with a file in it. */
function refusedObject({ code, message }: { code: number; message: string }): HubError {
  const answer = { status: code, headers: new Headers(), text: message, fromHub: true };
  return new HubError(classifyAnswer(answer), `the Hub answered ${code}: ${message}`);
}

async function send(access: HubAccess, { href, header = {} }: Action, object: HubObject): Promise<void> {
  const partBytes = Number(header['chunk_size'] ?? Number.NaN);
  if (!(partBytes > 0)) {
    const plain = Object.fromEntries(Object.entries(header).filter(([name]) => !PART_NUMBER.test(name)));
    await put(access, href, new UploadBlob(object.upload), plain);
    return;
  }
  const addresses = Object.entries(header).filter(([name]) => PART_NUMBER.test(name));
  const parts = [];
  for (const [name, address] of addresses.sort(([a], [b]) => Number(a) - Number(b))) {
    const start = parts.length * partBytes;
    const part = new UploadBlob(object.upload, start, Math.min(start + partBytes, object.upload.sizeBytes));
    const etag = await put(access, address, part, {});
    if (etag === null) throw new Error('the store gave a part no ETag');
    parts.push({ partNumber: Number(name), etag });
  }
  const body = JSON.stringify({ oid: object.sha256, parts });
  const headers = { 'Content-Type': LFS_TYPE, Accept: LFS_TYPE };
  await succeeding(access.fetch(href, { method: 'POST', headers, body }));
}

/** The address is signed: the token is not for the store. */
async function put(
  { fetch }: HubAccess,
  address: string,
  body: UploadBlob,
  headers: Readonly<Record<string, string>>,
): Promise<string | null> {
  const response = await succeeding(fetch(address, { method: 'PUT', headers, body }));
  return response.headers.get('ETag');
}

async function confirm(
  { fetch, accessToken }: HubAccess,
  { href, header = {} }: Action,
  object: { readonly oid: string; readonly size: number },
): Promise<void> {
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': LFS_TYPE, ...header };
  await succeeding(fetch(href, { method: 'POST', headers, body: JSON.stringify(object) }));
}

async function succeeding(call: Promise<Response>): Promise<Response> {
  const response = await call;
  // A body that nobody reads holds a connection, of which a Worker has six.
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the store answered ${response.status}`);
  return response;
}
