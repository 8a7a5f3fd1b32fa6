export interface AlarmClockParts {
  readonly storage: DurableObjectStorage;
  readonly clock: () => number;
  /** When there is something to do, in epoch milliseconds; undefined for never. */
  readonly dueAt: () => number | undefined;
}

export interface AlarmClock {
  /** Sets the alarm where it has to be. Harmless at any time, so that everything may call it. */
  arm(): Promise<void>;
  /** Does the work of an alarm that rang, and sets the next. */
  ring(work: () => Promise<void>): Promise<void>;
}

/** An alarm that lies this far back has been lost by the platform; it happens (cloudflare-docs#18324). */
const LOST_AFTER_MS = 5 * 60_000;

/**
 * The one alarm of a Durable Object. The platform may ring it twice, or late, or lose it: work is done one at a time, says itself
 * whether it is due, and whatever happens the next alarm follows from the state of the spool.
 */
export function createAlarmClock({ storage, clock, dueAt }: AlarmClockParts): AlarmClock {
  let working: Promise<void> | undefined;

  const arm = async (): Promise<void> => {
    const due = dueAt();
    // While work is under way the state is not settled; its end arms.
    if (due === undefined || working !== undefined) return;
    const set = await storage.getAlarm();
    if (set !== null && set <= due && set > clock() - LOST_AFTER_MS) return;
    await storage.setAlarm(Math.max(due, clock()));
  };

  return {
    arm,
    async ring(work) {
      working ??= work().finally(() => {
        working = undefined;
      });
      try {
        await working;
      } finally {
        await arm();
      }
    },
  };
}
