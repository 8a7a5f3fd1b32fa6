import { createEnvironment } from '../src/environment.ts';
import { openRecorderPage } from '../src/openRecorderPage.ts';
import type { RowEntry } from '../src/rows/rowEntry.ts';
import { createFakeLogger, type FakeLogger, type FakeScript } from './fakeLogger.ts';
import { createMemoryStorage } from './memoryStorage.ts';

/** What the browser of a scripted page is like, besides what its logger says. */
export interface FakePageOptions {
  readonly script?: FakeScript;
  readonly entries?: readonly RowEntry[];
  readonly isOffline?: boolean;
  readonly hasNoMicrophone?: boolean;
  readonly hasNoHub?: boolean;
}

const PLACE = { hub: 'https://huggingface.co', repo: 'example/recitation-logs' };

/** Puts the recorder into `root`, with a scripted logger and nothing kept from an earlier visit. */
export function openFakePage(root: HTMLElement, options: FakePageOptions): FakeLogger {
  const fake = createFakeLogger(options.script);
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
      storage: createMemoryStorage({ 'parqueue.recorder.rows': JSON.stringify(options.entries ?? []) }),
      devices: devices as unknown as MediaDevices,
      isOnline: () => !options.isOffline,
      guardLeaving: () => undefined,
    },
    place: options.hasNoHub ? undefined : PLACE,
  });
  return fake;
}
