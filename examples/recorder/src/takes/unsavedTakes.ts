import type { Logger } from '@parqueue/sdk';
import type { TakeClip } from '../recorder/recorderState.ts';
import { flacDurationS } from '../sound/flacDuration.ts';
import type { KeptTake, KeptTakes } from './keptTakes.ts';

/** A take of an earlier page life that is whole on this device and that nobody saved. */
export interface UnsavedTake extends KeptTake {
  readonly clips: readonly TakeClip[];
  readonly durationS: number;
}

export interface UnsavedTakesOptions {
  readonly kept: KeptTakes;
  readonly readClip: Logger<Record<never, never>>['readClip'];
  /** Takes a name for this page; `undefined` when another page has it. The function gives it back. */
  readonly claim: (name: string) => Promise<(() => void) | undefined>;
  readonly now: () => number;
}

/** How long the SDK keeps a recording that no row has taken. */
export const UNTAKEN_KEPT_MS = 7 * 24 * 3_600_000;
/** Until then one that is not there may still be under recovery, or held by a page that is gone only now. */
const FORGOTTEN_AFTER_MS = UNTAKEN_KEPT_MS + 24 * 3_600_000;

/**
 * Finds the newest take that was left unsaved, passing over those that another page has in hand. Clips that are in `read`, by recording,
 * are not read again; those that are read go there.
 */
export async function findUnsavedTake(
  { kept, readClip, claim, now }: UnsavedTakesOptions,
  read = new Map<string, readonly TakeClip[]>(),
): Promise<UnsavedTake | undefined> {
  for (const take of kept.list()) {
    const release = await claim(claimName(take.recordingId));
    if (!release) continue;
    try {
      const clips = await readTake(take.recordingId, read.get(take.recordingId) ?? [], readClip);
      read.set(take.recordingId, clips);
      const last = clips.at(-1);
      if (last) return { ...take, clips, durationS: last.startS + last.durationS };
    } finally {
      release();
    }
    if (now() - take.startedAt > FORGOTTEN_AFTER_MS) kept.remove(take.recordingId);
  }
  return undefined;
}

/** Held by the page that has a take in hand. */
export function claimName(recordingId: string): string {
  return `parqueue.recorder.take.${recordingId}`;
}

/** The clips that are there after those that are known. */
async function readTake(
  recordingId: string,
  known: readonly TakeClip[],
  readClip: UnsavedTakesOptions['readClip'],
): Promise<readonly TakeClip[]> {
  const clips = [...known];
  const last = clips.at(-1);
  let startS = last === undefined ? 0 : last.startS + last.durationS;
  for (let index = clips.length; ; index++) {
    const file = await readClip({ recordingId, index });
    const durationS = file && (await flacDurationS(file));
    if (durationS === undefined) return clips;
    clips.push({ recordingId, index, startS, durationS, gapFrames: 0 });
    startS += durationS;
  }
}
