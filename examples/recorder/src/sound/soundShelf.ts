import type { Clip, Logger } from '@parqueue/sdk';
import { joinOutlines, type Outline, outlineOf } from './outline.ts';

/** Names a clip. */
export type ClipName = Pick<Clip, 'recordingId' | 'index'>;

/** The sound of a take, read from this device. */
export interface Sound {
  /** The FLAC files of its clips, in order. */
  readonly files: readonly Blob[];
  readonly sizeBytes: number;
  /** Its exact outline; decodes the files at the first call. */
  outline(): Promise<Outline>;
}

export interface SoundShelf {
  /** Reads clips; `undefined` when neither this device nor this page holds them any longer. */
  read(clips: readonly ClipName[]): Promise<Sound | undefined>;
}

export interface SoundShelfOptions {
  readonly readClip: Logger<Record<never, never>>['readClip'];
  /** Samples of a FLAC file, from -1 to 1. */
  readonly decode: (file: Blob) => Promise<Float32Array>;
  /** Files kept by the page, so that what was just delivered can still be heard. */
  readonly keptBytes?: number;
}

interface Shelved {
  readonly file: Blob;
  outline?: Promise<Outline>;
}

/** Twenty minutes of speech. */
const KEPT_BYTES = 32e6;

/** Reads clips and outlines them, each once; of the files it keeps those that were asked for last. */
export function createSoundShelf({
  readClip,
  decode,
  keptBytes = KEPT_BYTES,
}: SoundShelfOptions): SoundShelf {
  const shelf = new Map<string, Shelved>();

  async function take(clip: ClipName): Promise<Shelved | undefined> {
    const key = `${clip.recordingId}/${clip.index}`;
    const kept = shelf.get(key);
    const file = kept?.file ?? (await readClip(clip));
    if (!file) return undefined;
    const shelved = kept ?? { file };
    shelf.delete(key);
    shelf.set(key, shelved);
    makeRoom();
    return shelved;
  }

  /** What was asked for longest ago goes first; the one at hand stays, however large. */
  function makeRoom(): void {
    let sizeBytes = [...shelf.values()].reduce((sum, { file }) => sum + file.size, 0);
    for (const [key, { file }] of shelf) {
      if (sizeBytes <= keptBytes || shelf.size === 1) return;
      shelf.delete(key);
      sizeBytes -= file.size;
    }
  }

  function outline(shelved: Shelved): Promise<Outline> {
    shelved.outline ??= decode(shelved.file).then(outlineInParts);
    return shelved.outline;
  }

  return {
    async read(clips) {
      const found = await Promise.all(clips.map(take));
      const all = found.filter((shelved) => shelved !== undefined);
      if (all.length === 0 || all.length < clips.length) return undefined;
      return {
        files: all.map(({ file }) => file),
        sizeBytes: all.reduce((sum, { file }) => sum + file.size, 0),
        outline: async () => joinOutlines(await Promise.all(all.map(outline))),
      };
    },
  };
}

/** Samples outlined at a time, 65 s of sound: the page answers in between. */
const PART_FRAMES = 2 ** 20;

async function outlineInParts(samples: Float32Array): Promise<Outline> {
  const parts: Outline[] = [];
  for (let at = 0; at < samples.length; at += PART_FRAMES) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    parts.push(outlineOf(samples.subarray(at, at + PART_FRAMES)));
  }
  return joinOutlines(parts);
}
