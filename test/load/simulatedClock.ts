/** Time that passes faster than the clock's. */
export interface SimulatedClock {
  readonly speed: number;
  /** Since the start, in simulated milliseconds. */
  nowMs(): number;
  /** Resolves at that moment of simulated time, or at once when it has passed. */
  until(atMs: number): Promise<void>;
}

export function startSimulatedClock(speed: number): SimulatedClock {
  const startedAt = performance.now();
  const nowMs = () => (performance.now() - startedAt) * speed;
  return {
    speed,
    nowMs,
    until: (atMs) => new Promise((resolve) => setTimeout(resolve, Math.max(0, (atMs - nowMs()) / speed))),
  };
}
