import type { StoredClip } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** The FLAC file of a clip: its header and its blocks. Undefined when the blocks are gone. */
export async function readClipBytes(
  store: Store,
  clip: StoredClip,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const blocks = await store.read(['blocks'], (transaction) =>
    transaction.list('blocks', [clip.recordingId, clip.index]),
  );
  const bytes = new Uint8Array(clip.sizeBytes);
  bytes.set(clip.header);
  let at = clip.header.length;
  for (const [, { bytes: block }] of blocks) {
    if (at + block.length > bytes.length) return undefined;
    bytes.set(block, at);
    at += block.length;
  }
  return at === bytes.length ? bytes : undefined;
}
