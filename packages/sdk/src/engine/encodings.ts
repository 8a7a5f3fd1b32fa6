/** What is encoded now. */
export interface Encodings {
  /** Whether one goes on; one that was cancelled is to end. */
  has(recordingId: string): boolean;
  isEmpty(): boolean;
  run<T>(recordingId: string, work: () => Promise<T>): Promise<T>;
  /** Ends all; resolves when they have ended. */
  cancelAll(): Promise<void>;
}

/** @param onEnd called when one has ended. */
export function createEncodings(onEnd: () => void): Encodings {
  const ids = new Set<string>();
  const works = new Set<Promise<unknown>>();
  return {
    has: (recordingId) => ids.has(recordingId),
    isEmpty: () => ids.size === 0,
    async run(recordingId, work) {
      ids.add(recordingId);
      const running = work();
      works.add(running);
      try {
        return await running;
      } finally {
        ids.delete(recordingId);
        works.delete(running);
        onEnd();
      }
    },
    async cancelAll() {
      ids.clear();
      await Promise.allSettled(works);
    },
  };
}
