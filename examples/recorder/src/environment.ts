import type { AudioOutput } from './sound/player.ts';
import { createTextStorage, type TextStorage } from './textStorage.ts';

/** What the page needs of the browser, in one place. */
export interface Environment {
  readonly storage: TextStorage;
  readonly devices: MediaDevices | undefined;
  createAudio(): AudioOutput;
  /** Samples of a sound file at 16 kHz, from -1 to 1. */
  decode(file: Blob): Promise<Float32Array>;
  /** Takes a name for this page, until the returned function gives it back; `undefined` when another page has it. */
  claim(name: string): Promise<(() => void) | undefined>;
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

const SAMPLE_RATE = 16_000;

export function createEnvironment(): Environment {
  const ask = (event: Event) => event.preventDefault();
  return {
    storage: createTextStorage(() => localStorage),
    devices: navigator.mediaDevices,
    createAudio: () => new Audio(),
    decode,
    claim,
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

async function decode(file: Blob): Promise<Float32Array> {
  const context = new OfflineAudioContext({ length: 1, sampleRate: SAMPLE_RATE });
  return (await context.decodeAudioData(await file.arrayBuffer())).getChannelData(0);
}

/** Without locks every page takes itself for the only one. */
function claim(name: string): Promise<(() => void) | undefined> {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(name, { ifAvailable: true }, hold).catch(reject);
  });
}
