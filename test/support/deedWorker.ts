import '../../packages/sdk/src/worker/entry.ts';

/** The engine's worker, which does as badly as it is told. */
export type WorkerDeed = 'busy' | 'stuck' | 'gone' | 'broken';

// The test runner rewrites dynamic imports to go through this.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});

const DEEDS: Readonly<Record<WorkerDeed, () => void>> = {
  busy() {
    for (const end = Date.now() + 1_500; Date.now() < end; );
  },
  stuck() {
    for (;;);
  },
  gone: () => self.close(),
  broken() {
    throw new Error('it fell over');
  },
};

self.addEventListener('message', ({ data }: MessageEvent<{ deed?: WorkerDeed }>) => {
  if (data.deed !== undefined) DEEDS[data.deed]();
});
