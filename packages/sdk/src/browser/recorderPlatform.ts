import { createUuid7 } from '@parqueue/schema/uuid7';
import type { RecorderEnvironment } from '../recorders/recorderEnvironment.ts';

/** What recorders use, on the globals that pages and Node have in common. */
export function recorderPlatform(): RecorderEnvironment {
  const now = () => Date.now();
  return {
    now,
    monotonicMs: () => performance.now(),
    newId: createUuid7(now, (bytes) => void globalThis.crypto.getRandomValues(bytes)),
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    // biome-ignore lint/suspicious/noConsole: what recorders print, they are asked to
    print: (level, line) => console[level](line),
  };
}
