import * as v from 'valibot';
import { digestOf } from './digestOf.ts';
import { type HubAccess, postToHub } from './hubAccess.ts';
import type { HubCommitRequest, HubEntry, HubUpload } from './hubClient.ts';
import { uploadObject } from './uploadObject.ts';

const preuploadAnswer = v.object({
  files: v.array(v.object({ path: v.string(), uploadMode: v.picklist(['lfs', 'regular']) })),
});
const commitAnswer = v.object({ commitOid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) });

/** Makes one commit; returns the new revision. */
export async function commitFiles(
  access: HubAccess,
  { files, entries = [], parent, title, description }: HubCommitRequest,
): Promise<string> {
  const own = await storeFiles(access, files);
  const header = { key: 'header', value: { summary: title, description, parentCommit: parent } };
  const answer = await postToHub(access, `/api/datasets/${access.repo}/commit/main`, {
    type: 'application/x-ndjson',
    body: [header, ...own.map(lineOf), ...entries.map(lineOf)].map((line) => JSON.stringify(line)).join('\n'),
  });
  return v.parse(commitAnswer, answer).commitOid;
}

/** Large files go to the store one after the other, and a commit names them; small text goes within the commit. */
export async function storeFiles(
  access: HubAccess,
  files: readonly HubUpload[],
): Promise<readonly HubEntry[]> {
  const modes = await modesOf(access, files);
  const entries: HubEntry[] = [];
  for (const upload of files)
    entries.push(modes.get(upload.path) === 'regular' ? inline(upload) : await stored(access, upload));
  return entries;
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

const inline = ({ path, sizeBytes, read }: HubUpload): HubEntry => ({
  kind: 'inline',
  path,
  contentBase64: base64(read(0, sizeBytes)),
});

async function stored(access: HubAccess, upload: HubUpload): Promise<HubEntry> {
  const sha256 = upload.sha256 ?? (await digestOf(upload));
  await uploadObject(access, { sha256, upload });
  return { kind: 'stored', path: upload.path, sha256, sizeBytes: upload.sizeBytes };
}

/** As a line of the commit's body. */
function lineOf(entry: HubEntry): object {
  const { path } = entry;
  if (entry.kind === 'inline')
    return { key: 'file', value: { path, encoding: 'base64', content: entry.contentBase64 } };
  return { key: 'lfsFile', value: { path, algo: 'sha256', oid: entry.sha256, size: entry.sizeBytes } };
}

/** A call takes so many arguments, and a string of three bytes each is whole in base64. */
const PIECE_BYTES = 3 * 8192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)));
  return text;
}
