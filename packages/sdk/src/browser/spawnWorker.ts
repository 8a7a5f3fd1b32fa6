/** Starts the engine's worker: the page's own file where it names one, else ours. */
export function spawnWorker(workerUrl: string | URL | undefined): Worker {
  if (workerUrl !== undefined) return new Worker(workerUrl, { type: 'module', name: 'parqueue' });
  return new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module', name: 'parqueue' });
}
