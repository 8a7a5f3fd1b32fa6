import { createEnvironment } from '../src/environment.ts';
import { openRecorderPage } from '../src/openRecorderPage.ts';
import type { RowEntry } from '../src/rows/rowEntry.ts';
import type { KeptTake } from '../src/takes/keptTakes.ts';
import { createFakeLogger, type FakeLogger, type FakeScript } from './fakeLogger.ts';
import { createMemoryStorage } from './memoryStorage.ts';

/** What the browser of a scripted page is like, besides what its logger says. */
export interface FakePageOptions {
  readonly script?: FakeScript;
  readonly entries?: readonly RowEntry[];
  /** Takes that an earlier visit left. */
  readonly takes?: readonly KeptTake[];
  readonly isOffline?: boolean;
  readonly hasNoMicrophone?: boolean;
  readonly hasNoHub?: boolean;
}

export interface FakePage extends FakeLogger {
  /** Puts the page's clock forward. */
  later(byMs: number): void;
}

const PLACE = { hub: 'https://huggingface.co', repo: 'example/recitation-logs' };

/** Puts the recorder into `root`, with a scripted logger and nothing kept from an earlier visit but what `options` name. */
export function openFakePage(root: HTMLElement, options: FakePageOptions): FakePage {
  const fake = createFakeLogger(options.script);
  let aheadMs = 0;
  const microphones = options.hasNoMicrophone
    ? []
    : ['Built-in microphone', 'USB microphone (Røde NT-USB Mini)'];
  const devices = {
    addEventListener: () => undefined,
    enumerateDevices: async () =>
      microphones.map((label) => ({ kind: 'audioinput', deviceId: label, label })),
  };
  openRecorderPage(root, {
    log: fake.log,
    environment: {
      ...createEnvironment(),
      storage: createMemoryStorage({
        'parqueue.recorder.rows': JSON.stringify(options.entries ?? []),
        'parqueue.recorder.takes': JSON.stringify(options.takes ?? []),
      }),
      devices: devices as unknown as MediaDevices,
      now: () => Date.now() + aheadMs,
      isOnline: () => !options.isOffline,
      guardLeaving: () => undefined,
    },
    place: options.hasNoHub ? undefined : PLACE,
  });
  return {
    ...fake,
    later: (byMs) => {
      aheadMs += byMs;
    },
  };
}
