import type { AudioOutput } from './sound/player.ts';
import { createTextStorage, type TextStorage } from './textStorage.ts';

/** What the page needs of the browser, in one place. */
export interface Environment {
  readonly storage: TextStorage;
  readonly devices: MediaDevices | undefined;
  readonly audio: AudioOutput;
  readonly objectUrl: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  now(): number;
  delay(delayMs: number): Promise<void>;
  isOnline(): boolean;
  onOnlineChange(listener: () => void): void;
  /** Called while the page is in sight, every `periodMs`. */
  onTick(periodMs: number, listener: () => void): void;
  /** Errors of the page that nobody caught. */
  onUncaught(listener: (message: string) => void): void;
  /** Asks before the page is left. Only while there is something to lose: it keeps a page out of the back-forward cache. */
  guardLeaving(isGuarded: boolean): void;
  copy(text: string): Promise<void>;
}

export function createEnvironment(): Environment {
  const ask = (event: Event) => event.preventDefault();
  return {
    storage: createTextStorage(() => localStorage),
    devices: navigator.mediaDevices,
    audio: new Audio(),
    objectUrl: URL,
    now: () => Date.now(),
    delay: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    isOnline: () => navigator.onLine,
    onOnlineChange(listener) {
      addEventListener('online', listener);
      addEventListener('offline', listener);
    },
    onTick(periodMs, listener) {
      const tick = () => void (document.visibilityState === 'visible' && listener());
      setInterval(tick, periodMs);
      document.addEventListener('visibilitychange', tick);
    },
    onUncaught(listener) {
      addEventListener('error', (event) => listener(event.message));
      addEventListener('unhandledrejection', (event) => listener(String(event.reason)));
    },
    guardLeaving(isGuarded) {
      if (isGuarded) addEventListener('beforeunload', ask);
      else removeEventListener('beforeunload', ask);
    },
    copy: (text) => navigator.clipboard.writeText(text),
  };
}
