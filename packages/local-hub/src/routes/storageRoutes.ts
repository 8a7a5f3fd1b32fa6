import type { Context } from 'hono';
import type { HubApp, HubEnv, HubParts } from '../hubEnv.ts';
import { badRequest, HubError, repoNotFound } from '../hubError.ts';
import { asArray, asRecord, asString } from '../jsonShape.ts';
import { parseRepoId, parseSha256 } from '../repoPath.ts';
import { readJson, streamBody } from '../requestBody.ts';
import { createMultipartUploads } from '../store/multipartUploads.ts';
import type { ObjectStore } from '../store/repoStore.ts';

/** The storage behind the Hub: no token, each link is its own permission. */
export function addStorageRoutes(app: HubApp, { store, signer }: HubParts): void {
  const uploads = createMultipartUploads();

  const open = (c: Context<HubEnv>) => {
    const url = new URL(c.req.url);
    const claims = signer.verify(url.pathname, c.req.query());
    const repo = store.find(parseRepoId(c.req.param('namespace') ?? '', c.req.param('name') ?? ''));
    if (!repo) throw repoNotFound(true);
    const sha256 = parseSha256(c.req.param('sha256') ?? '');
    return { objects: repo.objects, sha256, sizeBytes: Number(claims['size']), claims };
  };

  app.put('/storage/:namespace/:name/:sha256', async (c) => {
    const { objects, sha256, sizeBytes } = open(c);
    requireLength(c, sizeBytes);
    await keep(objects, sha256, sizeBytes, streamBody(c, sizeBytes));
    return c.body(null, 200, { ETag: `"${sha256}"` });
  });

  app.put('/storage/:namespace/:name/:sha256/parts', async (c) => {
    const { objects, sizeBytes, claims } = open(c);
    requireLength(c, sizeBytes);
    const { uploadId = '', part = '' } = claims;
    const etag = await uploads.putPart(objects, { uploadId, part: Number(part) }, streamBody(c, sizeBytes));
    return c.body(null, 200, { ETag: etag });
  });

  app.post('/storage/:namespace/:name/:sha256/complete', async (c) => {
    const { objects, sha256, sizeBytes, claims } = open(c);
    const etags = parseCompletion(await readJson(c), sha256, Number(claims['parts']));
    const uploadId = claims['uploadId'] ?? '';
    await keep(objects, sha256, sizeBytes, uploads.join(objects, uploadId, etags));
    await uploads.forget(objects, uploadId);
    return c.json({});
  });
}

function requireLength(c: Context<HubEnv>, sizeBytes: number): void {
  const declared = c.req.header('content-length');
  if (declared === undefined) throw new HubError(411, 'MissingContentLength');
  if (Number(declared) !== sizeBytes)
    throw badRequest(`Content-Length: expected ${sizeBytes}, got ${declared}`);
}

async function keep(
  objects: ObjectStore,
  sha256: string,
  sizeBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const outcome = await objects.putStream(chunks, { sha256, sizeBytes });
  if (outcome === 'mismatch')
    throw badRequest(`BadDigest: the bytes are not the ${sizeBytes} of sha256 ${sha256}`);
}

/** The etags of parts 1 to n, in order, none missing. */
function parseCompletion(body: unknown, sha256: string, partCount: number): string[] {
  const request = asRecord(body, 'body');
  if (request['oid'] !== sha256) throw badRequest('oid: not the object of this upload');
  const parts = asArray(request['parts'], 'parts').map((value) => asRecord(value, 'parts[]'));
  if (parts.length !== partCount) throw badRequest(`parts: expected ${partCount}, got ${parts.length}`);
  return parts.map((part, index) => {
    if (part['partNumber'] !== index + 1) throw badRequest(`InvalidPartOrder: expected part ${index + 1}`);
    return asString(part['etag'], 'etag');
  });
}
