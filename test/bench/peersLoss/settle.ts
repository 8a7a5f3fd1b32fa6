/** Between two looks. */
const LOOK_MS = 1_000;
/** After the last event came, so that doubles can. */
const COMPLETE_QUIET_MS = 10_000;
/** Waits that double from one try to the next come to some 40 s in the 20 s that the longest trouble lasts. */
const INCOMPLETE_QUIET_MS = 60_000;
const MAX_MS = 180_000;

export interface Look {
  /** How many arrivals there are so far, doubles included. */
  readonly arrivedCount: number;
  readonly isComplete: boolean;
}

/** Waits until nothing more is to be expected. Gives how long the last arrival took from the beginning of the wait. */
export async function settle(look: () => Promise<Look>): Promise<{ readonly lastArrivalMs: number }> {
  const beganMs = performance.now();
  let lastArrivalMs = 0;
  let seenCount = -1;
  for (;;) {
    const { arrivedCount, isComplete } = await look();
    const elapsedMs = performance.now() - beganMs;
    if (seenCount >= 0 && arrivedCount > seenCount) lastArrivalMs = elapsedMs;
    seenCount = arrivedCount;
    const quietMs = isComplete ? COMPLETE_QUIET_MS : INCOMPLETE_QUIET_MS;
    if (elapsedMs - lastArrivalMs >= quietMs || elapsedMs >= MAX_MS) return { lastArrivalMs };
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
