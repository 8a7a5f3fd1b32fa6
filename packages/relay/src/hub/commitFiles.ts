import * as v from 'valibot';
import { digestOf } from './digestOf.ts';
import { type HubAccess, postToHub } from './hubAccess.ts';
import type { HubCommitRequest, HubUpload } from './hubClient.ts';
import { uploadObject } from './uploadObject.ts';

const preuploadAnswer = v.object({
  files: v.array(v.object({ path: v.string(), uploadMode: v.picklist(['lfs', 'regular']) })),
});
const commitAnswer = v.object({ commitOid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) });

/**
 * Makes one commit: large files go to the store one after the other, and the commit names them; small text goes within it.
 *
 * @returns the new revision
 */
export async function commitFiles(
  access: HubAccess,
  { files, parent, title, description }: HubCommitRequest,
): Promise<string> {
  const modes = await modesOf(access, files);
  const lines: object[] = [{ key: 'header', value: { summary: title, description, parentCommit: parent } }];
  for (const upload of files)
    lines.push(modes.get(upload.path) === 'regular' ? inline(upload) : await stored(access, upload));
  const answer = await postToHub(access, `/api/datasets/${access.repo}/commit/main`, {
    type: 'application/x-ndjson',
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  return v.parse(commitAnswer, answer).commitOid;
}

/** Parquet goes to the store in every repo; of other files the Hub is asked, whose repo may have rules of its own. */
async function modesOf(
  access: HubAccess,
  files: readonly HubUpload[],
): Promise<ReadonlyMap<string, 'lfs' | 'regular'>> {
  const asked = files.filter(({ path }) => !path.endsWith('.parquet'));
  if (asked.length === 0) return new Map();
  const answer = await postToHub(access, `/api/datasets/${access.repo}/preupload/main`, {
    body: JSON.stringify({
      files: asked.map(({ path, sizeBytes, read }) => ({
        path,
        size: sizeBytes,
        sample: base64(read(0, Math.min(sizeBytes, SAMPLE_BYTES))),
      })),
    }),
  });
  return new Map(v.parse(preuploadAnswer, answer).files.map(({ path, uploadMode }) => [path, uploadMode]));
}

const SAMPLE_BYTES = 512;

const inline = ({ path, sizeBytes, read }: HubUpload): object => ({
  key: 'file',
  value: { path, encoding: 'base64', content: base64(read(0, sizeBytes)) },
});

async function stored(access: HubAccess, upload: HubUpload): Promise<object> {
  const sha256 = await digestOf(upload);
  await uploadObject(access, { sha256, upload });
  return {
    key: 'lfsFile',
    value: { path: upload.path, algo: 'sha256', oid: sha256, size: upload.sizeBytes },
  };
}

/** A call takes so many arguments, and a string of three bytes each is whole in base64. */
const PIECE_BYTES = 3 * 8192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)));
  return text;
}
