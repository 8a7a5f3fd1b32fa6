import type { HubUpload } from './hubClient.ts';
import { UploadBlob } from './uploadBlob.ts';

/** The SHA-256 of a file, read a piece at a time. */
export async function digestOf(upload: HubUpload): Promise<string> {
  const digest = new crypto.DigestStream('SHA-256');
  await new UploadBlob(upload).stream().pipeTo(digest);
  return [...new Uint8Array(await digest.digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
