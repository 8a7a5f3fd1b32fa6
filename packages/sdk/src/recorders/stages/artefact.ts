import type { StageFile, StageFileType } from '@parqueue/schema/presets';
import { plainRecord } from './plainData.ts';
import type { StageEnvironment } from './stageEnvironment.ts';

/**
 * What goes into a stage or comes out of it: a path or an address; a `File`, by its name; or bytes with the path that they have.
 *
 * @example
 * ```ts
 * import type { Artefact } from '@parqueue/sdk/stages';
 *
 * const artefact: Artefact = { path: 'job_001/01_decode/audio.wav', data: new Blob(['RIFF']) };
 * ```
 */
export type Artefact =
  | string
  | File
  | {
      /** Best of {@link Stage.ref}. */
      readonly path: string;
      /** Its bytes: they are measured and digested, and kept nowhere. */
      readonly data: Blob | ArrayBuffer | ArrayBufferView;
    };

/** More than that is not read for its digest: it would all have to be in memory at once. */
const MAX_DIGESTED_BYTES = 256 * 1024 * 1024;

/** An artefact with what can be told at once, and its whole entry, which waits for its digest. */
export interface MeasuredArtefact {
  readonly path: string;
  readonly sizeBytes: number | null;
  readonly entry: Promise<StageFile>;
}

/** Measures an artefact. What was measured stands; of the rest, members of its own are as they were given. Never throws or rejects. */
export function measureArtefact(
  artefact: Artefact,
  type: StageFileType,
  members: Readonly<Record<string, unknown>>,
  sha256: StageEnvironment['sha256'],
): MeasuredArtefact {
  const { path, data } = partsOf(artefact);
  const sizeBytes = sizeOf(data);
  const given = plainRecord(members);
  const entryOf = (digest: string | undefined): StageFile => ({
    ...{ type, path, size_bytes: null },
    ...given,
    ...{ type, path },
    ...(sizeBytes !== null && { size_bytes: sizeBytes }),
    ...(digest !== undefined && { sha256: digest }),
  });
  const digest = data === undefined ? Promise.resolve(undefined) : digestOf(data, sha256);
  const measuredSize = sizeBytes ?? (typeof given['size_bytes'] === 'number' ? given['size_bytes'] : null);
  return { path, sizeBytes: measuredSize, entry: digest.then(entryOf) };
}

type Data = Blob | ArrayBuffer | ArrayBufferView;

function partsOf(artefact: Artefact): { path: string; data?: Data } {
  if (typeof artefact === 'string') return { path: artefact };
  if (artefact instanceof Blob) return { path: artefact.name, data: artefact };
  return { path: String(artefact?.path), data: artefact?.data };
}

function sizeOf(data: Data | undefined): number | null {
  if (data === undefined) return null;
  return data instanceof Blob ? data.size : data.byteLength;
}

async function digestOf(data: Data, sha256: StageEnvironment['sha256']): Promise<string | undefined> {
  if ((sizeOf(data) ?? 0) > MAX_DIGESTED_BYTES) return undefined;
  try {
    return await sha256(await bytesOf(data));
  } catch {
    // A file that was deleted meanwhile, say: it has no digest, then.
    return undefined;
  }
}

/** A copy where the caller may change the bytes afterwards, taken at once. */
function bytesOf(data: Data): ArrayBuffer | Promise<ArrayBuffer> {
  if (data instanceof Blob) return data.arrayBuffer();
  if (data instanceof ArrayBuffer) return data.slice(0);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
}
