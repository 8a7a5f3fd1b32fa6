/** No input may keep the relay busy for longer, nor take more memory for itself. */
const BUSY_MAX_MS = 50;
const GROWTH_MAX_BYTES = 64 * 1024 * 1024;

/** A pause of the machine, or of the collector, is not the input's: it has so many tries. */
const TRIES = 4;

/** Runs a check on an input; says in words where it took too long, or too much. */
export function measured<T>(check: () => T): { readonly result: T; readonly problem: string | undefined } {
  let fastest = Number.POSITIVE_INFINITY;
  for (let tries = 0; ; tries++) {
    const [began, before] = [performance.now(), heldBytes()];
    const result = check();
    const growth = heldBytes() - before;
    fastest = Math.min(fastest, performance.now() - began);
    if (growth > GROWTH_MAX_BYTES) return { result, problem: `took ${growth} bytes` };
    if (fastest <= BUSY_MAX_MS) return { result, problem: undefined };
    if (tries === TRIES) return { result, problem: `took ${Math.round(fastest)} ms` };
  }
}

const heldBytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
