import { expect, test } from 'vitest';
import { fakeWorker, rig } from '../testing/linkRig.ts';

/** A link whose workers are told in order. */
function cachedRig(
  options: Parameters<typeof fakeWorker>[0] = {},
  rigOptions: Parameters<typeof rig>[1] = {},
) {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const parts = rig(() => {
    workers.push(fakeWorker(options));
    return workers.at(-1)!.worker;
  }, rigOptions);
  return { ...parts, ended: () => workers.map(({ isTerminated }) => isTerminated()) };
}

test('[SD24] a page that is kept for the way back gives its worker up, with every lock of it, and has another when it is back', async () => {
  let isFirst = true;
  const { link, tellCache, ended, degraded, restarted } = cachedRig({
    write: () => (isFirst ? new Promise(() => {}) : Promise.resolve(['applied'])),
  });
  const writing = (await link.engine()).write([], []);
  tellCache(true);
  await expect(writing).rejects.toMatchObject({ code: 'engine_failed' });
  isFirst = false;
  const again = link.engine().then((engine) => engine.write([], []));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(ended()).toEqual([true]);
  tellCache(false);
  expect(await again).toEqual(['applied']);
  expect(ended()).toEqual([true, false]);
  expect([degraded, restarted]).toEqual([[], []]);
});

test('[SD24] a page that is back sends what waits, whether or not anybody calls', async () => {
  const { link, tellCache, ended } = cachedRig();
  await link.engine();
  for (const count of [1, 2, 3]) {
    tellCache(true);
    tellCache(false);
    await expect.poll(ended).toEqual([...Array(count).fill(true), false]);
    await link.engine();
  }
  expect(link.where()).toBe('worker');
});

test('[R13] [R5] a worker that records, or whose answer nobody would ask for again, is kept with the page', async () => {
  let isRecording = true;
  const { link, tellCache, ended } = cachedRig(
    { stats: () => new Promise(() => {}) },
    { isRecording: () => isRecording },
  );
  const engine = await link.engine();
  tellCache(true);
  expect(ended()).toEqual([false]);
  isRecording = false;
  engine.stats().catch(() => {});
  tellCache(true);
  expect(ended()).toEqual([false]);
});

test('[SD10] an engine that has memory alone is kept: its rows are nowhere else', async () => {
  const { link, tellCache, ended } = cachedRig({ storage: 'memory' });
  await link.engine();
  tellCache(true);
  expect(ended()).toEqual([false]);
});

test('[R6] a link that is closed while its page is kept starts no worker more', async () => {
  const { link, tellCache, ended } = cachedRig();
  await link.engine();
  tellCache(true);
  const starting = link.engine();
  await link.close();
  await expect(starting).rejects.toMatchObject({ code: 'closed' });
  expect(ended()).toEqual([true]);
});
