/** A transaction in which nothing moves for so long is given up; two of them fit into the deadline of a call to the worker. */
const STALL_MS = 4_500;

/** When a page was frozen, its timers may come before the answers that had come meanwhile. */
const GRACE_MS = 250;

/** Watches over one transaction. */
export interface Watchdog {
  /** Rejects, with the name `StallError`, when nothing has moved for too long. */
  readonly stalled: Promise<never>;
  /** Something moved. */
  touch(): void;
  stop(): void;
}

export function startWatchdog(what: string): Watchdog {
  let movedAt = performance.now();
  let timer: ReturnType<typeof setTimeout>;
  let bark: (error: Error) => void = () => {};
  const stalled = new Promise<never>((_, reject) => {
    bark = reject;
  });
  stalled.catch(() => {});

  function look(): void {
    const leftMs = movedAt + STALL_MS - performance.now();
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else timer = setTimeout(give, GRACE_MS);
  }

  function give(): void {
    if (performance.now() - movedAt < STALL_MS) {
      look();
      return;
    }
    const error = new Error(`${what}: the browser's storage has not answered for ${STALL_MS} ms`);
    bark(Object.assign(error, { name: 'StallError' }));
  }

  timer = setTimeout(look, STALL_MS);
  return {
    stalled,
    touch() {
      movedAt = performance.now();
    },
    stop: () => clearTimeout(timer),
  };
}
