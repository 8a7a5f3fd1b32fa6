import { expect, test } from 'vitest';
import type { EngineConfig, EngineHost } from '../engine/engine.ts';
import { die, fakeWorker, rig } from '../testing/linkRig.ts';

test('[SD14] a worker that rests is ended, and the next call has another; one that is called between is kept', async () => {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  let host: EngineHost | undefined;
  const { link, degraded } = rig(() => {
    const onStart = (_: EngineConfig, page: EngineHost) => {
      host = page;
    };
    workers.push(fakeWorker({ onStart, write: async () => ['applied'] }));
    return workers.at(-1)!.worker;
  });
  for (let turn = 0; turn < 3; turn++) {
    const engine = await link.engine();
    await host?.idle?.();
    await engine.write([], []);
    await host?.idle?.();
    expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([...Array(turn).fill(true), false]);
    await Promise.race([host?.idle?.(), new Promise((resolve) => setTimeout(resolve, 50))]);
    expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([...Array(turn + 1).fill(true)]);
  }
  expect(await (await link.engine()).write([], [])).toEqual(['applied']);
  expect(degraded).toEqual([]);
});

test('[SD14] a worker whose file may not be had again is kept', async () => {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  let host: EngineHost | undefined;
  const onStart = (_: EngineConfig, page: EngineHost) => {
    host = page;
  };
  const { link } = rig(
    () => {
      workers.push(fakeWorker({ onStart }));
      return workers.at(-1)!.worker;
    },
    { mayRest: false },
  );
  await link.engine();
  expect(host?.idle).toBeDefined();
  for (let turn = 0; turn < 3; turn++) await host?.idle?.();
  expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([false]);
});

test('[SD14] news for a worker that rests wakes none; one that died is followed by another', async () => {
  const notices: string[] = [];
  let spawned = 0;
  let worker: Worker | undefined;
  let host: EngineHost | undefined;
  const onStart = (_: EngineConfig, page: EngineHost) => {
    host = page;
  };
  const { link } = rig(() => {
    spawned++;
    ({ worker } = fakeWorker({ onStart, notice: async (event) => void notices.push(event) }));
    return worker;
  });
  await link.notice('hidden');
  await host?.idle?.();
  await Promise.race([host?.idle?.(), new Promise((resolve) => setTimeout(resolve, 50))]);
  await link.notice('online');
  expect([spawned, notices]).toEqual([1, ['hidden']]);
  await link.engine();
  die(worker!);
  await link.notice('visible');
  expect([spawned, notices]).toEqual([3, ['hidden', 'visible']]);
});

test('[SD14] [R5] a worker is not ended while a call is open', async () => {
  let host: EngineHost | undefined;
  let answer = (_: ['applied']) => {};
  const write = () =>
    new Promise<['applied']>((resolve) => {
      answer = resolve;
    });
  const onStart = (_: EngineConfig, page: EngineHost) => {
    host = page;
  };
  const { link } = rig(() => fakeWorker({ write, onStart }).worker);
  const writing = (await link.engine()).write([], []);
  for (let turn = 0; turn < 3; turn++) await host?.idle?.();
  answer(['applied']);
  expect(await writing).toEqual(['applied']);
});
