import type { EventPlatform, Slot } from '../recorders/events/eventPlatform.ts';
import type { ConsoleLevel } from '../recorders/recorderEnvironment.ts';
import { recorderPlatform } from './recorderPlatform.ts';

/** What the recorder of events uses, on the globals of a page, a worker or Node; what is missing there does nothing. */
export function eventPlatform(): EventPlatform {
  return {
    ...recorderPlatform(),
    baseUrl: () => globalThis.document?.baseURI ?? globalThis.location?.href,
    fetch: {
      get: () => globalThis.fetch,
      set: (value) => {
        globalThis.fetch = value;
      },
    },
    console: {
      debug: consoleSlot('debug'),
      info: consoleSlot('info'),
      warn: consoleSlot('warn'),
      error: consoleSlot('error'),
    },
    onUncaught(listener) {
      const undoError = listen(globalThis, 'error', (event) => {
        const { error, message, filename, lineno, colno } = event as ErrorEvent;
        // Of an image or a script that does not load, an event tells no more than that.
        if (message === undefined) return;
        const place = filename ? { file: filename, line: lineno, column: colno } : {};
        listener({ source: 'error', error, message, ...place });
      });
      const undoRejection = listen(globalThis, 'unhandledrejection', (event) => {
        const { reason } = event as PromiseRejectionEvent;
        listener({
          source: 'unhandledrejection',
          error: reason,
          message: 'a promise was rejected for no reason',
        });
      });
      return () => {
        undoError();
        undoRejection();
      };
    },
    onLeave(listener) {
      const undos = [
        listen(globalThis, 'visibilitychange', () => {
          if (globalThis.document?.visibilityState === 'hidden') listener();
        }),
        listen(globalThis, 'pagehide', listener),
      ];
      return () => {
        for (const undo of undos) undo();
      };
    },
  };
}

const consoleSlot = (level: ConsoleLevel): Slot<(...args: unknown[]) => void> => ({
  // biome-ignore lint/suspicious/noConsole: it is what is bridged
  get: () => globalThis.console?.[level],
  set: (value) => {
    globalThis.console[level] = value;
  },
});

/** While events go down, so that it hears of them before whoever listens where they happen. */
function listen(
  target: Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>,
  type: string,
  listener: (event: Event) => void,
): () => void {
  target.addEventListener?.(type, listener, true);
  return () => target.removeEventListener?.(type, listener, true);
}
