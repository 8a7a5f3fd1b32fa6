import { findRepoToWrite } from '../access.ts';
import type { HubApp, HubParts } from '../hubEnv.ts';
import { badRequest, HubError } from '../hubError.ts';
import { asArray, asRecord, asSizeBytes, asString } from '../jsonShape.ts';
import { parseSha256 } from '../repoPath.ts';
import { readJson } from '../requestBody.ts';
import { LINK_LIFE_S } from '../signer.ts';
import type { Announced, ObjectStore } from '../store/repoStore.ts';

const LFS_JSON = { 'Content-Type': 'application/vnd.git-lfs+json' };

/** Step 2 of an upload: where the bytes of each object go. */
export function addLfsRoutes(app: HubApp, parts: HubParts): void {
  const { store } = parts;

  app.post('/datasets/:namespace/:name{.+\\.git}/info/lfs/objects/batch', async (c) => {
    const repo = findRepoToWrite(c, store);
    const request = parseBatch(await readJson(c));
    const plan = { ...parts, origin: new URL(c.req.url).origin, repoId: repo.id, request };
    const objects = [];
    for (const value of request.objects) objects.push(await answerObject(value, plan, repo.objects));
    const isMultipart = objects.some((object) => object.actions?.upload.header);
    return c.json({ transfer: isMultipart ? 'multipart' : 'basic', objects }, 200, LFS_JSON);
  });

  app.post('/datasets/:namespace/:name{.+\\.git}/info/lfs/objects/verify', async (c) => {
    const repo = findRepoToWrite(c, store);
    const { sha256, sizeBytes } = parseAnnounced(await readJson(c));
    const keptBytes = await repo.objects.sizeBytes(sha256);
    if (keptBytes === undefined) throw new HubError(404, `Object ${sha256} does not exist`);
    if (keptBytes !== sizeBytes) throw new HubError(422, `Object ${sha256} has ${keptBytes} bytes`);
    return c.json({}, 200, LFS_JSON);
  });
}

type BatchRequest = { objects: readonly unknown[]; takesMultipart: boolean };
type Plan = Pick<HubParts, 'signer' | 'settings'> & { origin: string; repoId: string; request: BatchRequest };

function parseBatch(body: unknown): BatchRequest {
  const request = asRecord(body, 'body');
  if (request['operation'] !== 'upload') throw badRequest('operation: this hub takes "upload" only');
  const hashAlgo = request['hash_algo'] ?? 'sha256';
  // The JavaScript client says sha_256.
  if (hashAlgo !== 'sha256' && hashAlgo !== 'sha_256') throw badRequest('hash_algo: expected "sha256"');
  const transfers = asArray(request['transfers'] ?? ['basic'], 'transfers');
  return { objects: asArray(request['objects'], 'objects'), takesMultipart: transfers.includes('multipart') };
}

function parseAnnounced(value: unknown): Announced {
  const object = asRecord(value, 'object');
  return {
    sha256: parseSha256(asString(object['oid'], 'oid')),
    sizeBytes: asSizeBytes(object['size'], 'size'),
  };
}

type UploadAction = { href: string; expires_in: number; header?: Record<string, string> };
type ObjectAnswer = {
  oid: unknown;
  size: unknown;
  authenticated?: true;
  actions?: { upload: UploadAction; verify: { href: string; header: Record<string, string> } };
  error?: { code: number; message: string };
};

/** A fault of one object is told in its place; the others go on. */
async function answerObject(value: unknown, plan: Plan, objects: ObjectStore): Promise<ObjectAnswer> {
  let announced: Announced;
  try {
    announced = parseAnnounced(value);
  } catch (error) {
    const { oid, size } = asRecord(value, 'object');
    return {
      oid,
      size,
      error: { code: 422, message: error instanceof HubError ? error.message : 'invalid' },
    };
  }
  const { sha256, sizeBytes } = announced;
  const keptBytes = await objects.sizeBytes(sha256);
  const named = { oid: sha256, size: sizeBytes };
  if (keptBytes === sizeBytes) return named;
  if (keptBytes !== undefined) {
    return {
      ...named,
      error: { code: 422, message: `Object ${sha256} has ${keptBytes} bytes, not ${sizeBytes}` },
    };
  }
  return {
    ...named,
    authenticated: true,
    actions: { upload: planUpload(announced, plan), verify: planVerify(plan) },
  };
}

function planVerify({ origin, repoId }: Plan) {
  return { href: `${origin}/datasets/${repoId}.git/info/lfs/objects/verify`, header: {} };
}

/** Where to put an object: one link, or a completion link with a link for each part in its headers. */
function planUpload({ sha256, sizeBytes }: Announced, plan: Plan): UploadAction {
  const { signer, settings, origin, repoId, request } = plan;
  const path = `/storage/${repoId}/${sha256}`;
  const size = String(sizeBytes);
  if (!request.takesMultipart || sizeBytes <= settings.multipartOverBytes) {
    return { href: `${origin}${signer.sign(path, { size })}`, expires_in: LINK_LIFE_S };
  }
  const { partSizeBytes } = settings;
  const partCount = Math.ceil(sizeBytes / partSizeBytes);
  const uploadId = crypto.randomUUID();
  const header: Record<string, string> = { chunk_size: String(partSizeBytes) };
  for (let part = 1; part <= partCount; part++) {
    const claims = {
      size: String(Math.min(partSizeBytes, sizeBytes - (part - 1) * partSizeBytes)),
      uploadId,
    };
    const link = signer.sign(`${path}/parts`, { ...claims, part: String(part) });
    header[String(part).padStart(5, '0')] = `${origin}${link}`;
  }
  const href = `${origin}${signer.sign(`${path}/complete`, { size, uploadId, parts: String(partCount) })}`;
  return { href, expires_in: LINK_LIFE_S, header };
}
