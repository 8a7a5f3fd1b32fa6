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

  async function hold(recordingId: string): Promise<boolean> {
    const claimed = held.get(recordingId) ?? claim(claimName(recordingId)).catch(() => undefined);
    const isNew = !held.has(recordingId);
    held.set(recordingId, claimed);
    const isGranted = (await claimed) !== undefined;
    if (!isGranted) held.delete(recordingId);
    return isGranted && isNew;
  }

  function look(): void {
    // One at a time: what else was left is offered after the take at hand.
    if (held.size > 0) return;
    findUnsavedTake(options)
      .then(found)
      .catch(() => {
        // The engine is away; the take is found at the next look.
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
