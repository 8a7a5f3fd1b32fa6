import type { TakeClip } from '../recorder/recorderState.ts';
import { claimName, findUnsavedTake, type UnsavedTake, type UnsavedTakesOptions } from './unsavedTakes.ts';

/** Remembers the take at hand for as long as it is neither saved nor discarded, and finds those that earlier visits left. */
export interface TakeKeeper {
  begin(recordingId: string): void;
  /** It was saved or discarded. */
  end(recordingId: string): void;
  /** Looks for a take that was left unsaved. */
  look(): void;
  /** Takes it in hand; `false` when another page was faster. */
  open(take: UnsavedTake): Promise<boolean>;
}

export interface TakeKeeperOptions extends UnsavedTakesOptions {
  readonly found: (take: UnsavedTake | undefined) => void;
}

export function createTakeKeeper(options: TakeKeeperOptions): TakeKeeper {
  const { kept, claim, now, found } = options;
  /** Claims of this page, by recording; entered before they are granted, so that no look comes between. */
  const held = new Map<string, Promise<(() => void) | undefined>>();
  /** Clips that were read, by recording. */
  const read = new Map<string, readonly TakeClip[]>();
  /** The look under way: it claims each take for a moment, and so would stand in the way of another. */
  let looking: Promise<void> | undefined;

  async function hold(recordingId: string): Promise<boolean> {
    const claimed = held.get(recordingId) ?? claimAfterLook(recordingId).catch(() => undefined);
    const isNew = !held.has(recordingId);
    held.set(recordingId, claimed);
    const isGranted = (await claimed) !== undefined;
    if (!isGranted) held.delete(recordingId);
    return isGranted && isNew;
  }

  async function claimAfterLook(recordingId: string): Promise<(() => void) | undefined> {
    await looking;
    return claim(claimName(recordingId));
  }

  function look(): void {
    // One at a time: what else was left is offered after the take at hand.
    if (held.size > 0 || looking !== undefined) return;
    looking = findUnsavedTake(options, read)
      .then((take) => {
        if (held.size === 0) found(take);
      })
      .catch(() => {
        // The engine is away; the take is found at the next look.
      })
      .finally(() => {
        looking = undefined;
      });
  }

  return {
    begin(recordingId) {
      kept.add({ recordingId, startedAt: now() });
      found(undefined);
      void hold(recordingId);
    },
    end(recordingId) {
      kept.remove(recordingId);
      read.delete(recordingId);
      void held.get(recordingId)?.then((release) => release?.());
      held.delete(recordingId);
      look();
    },
    look,
    async open({ recordingId }) {
      found(undefined);
      return hold(recordingId);
    },
  };
}
