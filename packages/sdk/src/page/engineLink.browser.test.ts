import { expect, test, vi } from 'vitest';
import type { Engine, EngineHost } from '../engine/engine.ts';
import { die, fakeWorker, rig } from '../testing/linkRig.ts';

test('[SD10] a policy that forbids workers is met with an engine on the page, said once', async () => {
  const { link, degraded, onPage } = rig(() => {
    throw new DOMException('refused by the Content-Security-Policy', 'SecurityError');
  });
  expect(await link.engine()).toBe(onPage);
  expect(link.where()).toBe('page');
  expect(degraded).toEqual([{ part: 'worker', reason: 'refused by the Content-Security-Policy' }]);
});

test('[SD10] a worker file that is not there is met in the same way', async () => {
  const { link, degraded } = rig(() => new Worker('/no/such/worker.js', { type: 'module' }));
  await link.engine();
  expect(link.where()).toBe('page');
  expect(degraded).toHaveLength(1);
});

test('[R3] a call that comes between a worker that died while it started and the next waits for the same engine', async () => {
  const calls: Promise<Engine>[] = [];
  const { link, degraded, onPage } = rig(() => {
    calls.push(Promise.resolve().then(() => link.engine()));
    return new Worker('/no/such/worker.js', { type: 'module' });
  });
  expect(await link.engine()).toBe(onPage);
  expect(await Promise.all(calls)).toEqual([onPage, onPage]);
  expect(degraded).toHaveLength(1);
});

test('[R6] calls to a worker that dies reject, and the next one goes to another worker', async () => {
  const workers = [
    fakeWorker({ write: () => new Promise(() => {}) }),
    fakeWorker({ write: async () => ['applied'] }),
  ];
  let spawned = 0;
  const { link } = rig(() => workers[spawned++]!.worker);
  const first = await link.engine();
  const writing = first.write([], []);
  die(workers[0]!.worker);
  await expect(writing).rejects.toMatchObject({
    code: 'engine_failed',
    message: expect.stringContaining('fell over'),
  });
  await expect(first.write([], [])).rejects.toMatchObject({ code: 'engine_failed' });
  expect(workers[0]!.isTerminated()).toBe(true);
  expect(await (await link.engine()).write([], [])).toEqual(['applied']);
  expect(link.where()).toBe('worker');
});

test('[SD10] after two workers have died the page takes over', async () => {
  const workers: Worker[] = [];
  const { link, degraded } = rig(() => {
    const { worker } = fakeWorker();
    workers.push(worker);
    return worker;
  });
  for (let turn = 0; turn < 2; turn++) {
    await link.engine();
    die(workers.at(-1)!);
  }
  await link.engine();
  expect(workers).toHaveLength(2);
  expect(link.where()).toBe('page');
  expect(degraded).toHaveLength(1);
});

test('[SD12] that WASM is refused is told once, however many workers say it', async () => {
  const workers: Worker[] = [];
  const { link, degraded } = rig(() => {
    const { worker } = fakeWorker({ wasmRefusal: 'the policy lacks it' });
    workers.push(worker);
    return worker;
  });
  expect(link.wasmRefusal()).toBeUndefined();
  await link.engine();
  die(workers[0]!);
  await link.engine();
  expect(workers).toHaveLength(2);
  expect(link.wasmRefusal()).toBe('the policy lacks it');
  expect(degraded).toEqual([{ part: 'wasm', reason: 'the policy lacks it' }]);
});

test('[R3] a worker of another build is ended before it works beside the page', async () => {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const { link, degraded } = rig(() => {
    workers.push(fakeWorker({ version: 99 }));
    return workers.at(-1)!.worker;
  });
  await link.engine();
  expect(link.where()).toBe('page');
  expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([true, true]);
  expect(degraded[0]?.reason).toContain('version');
});

test('a call that is not answered in time ends its worker, once', async () => {
  vi.useFakeTimers();
  try {
    let isSilent = false;
    const never = () => new Promise<never>(() => {});
    const greeting = async () => (isSilent ? never() : undefined);
    const workers = [fakeWorker({ greeting, write: never }), fakeWorker()];
    let spawned = 0;
    const { link } = rig(() => workers[spawned++]!.worker);
    const starting = link.engine();
    await vi.waitFor(async () => expect(link.where()).toBe('worker'));
    const engine = await starting;
    isSilent = true;
    const calls = [engine.write([], []), engine.write([], [])].map((call) =>
      expect(call).rejects.toMatchObject({ code: 'engine_failed' }),
    );
    await vi.advanceTimersByTimeAsync(14_000);
    await Promise.all(calls);
    const next = link.engine();
    await vi.waitFor(async () => expect(spawned).toBe(2));
    await next;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([true, false]);
  } finally {
    vi.useRealTimers();
  }
});

test('[R13] a worker that answers while another tab holds the store keeps what it records; it is not waited for without end', async () => {
  vi.useFakeTimers();
  try {
    let greetingCount = 0;
    const writes: (() => void)[] = [];
    const { worker, isTerminated } = fakeWorker({
      greeting: async () => void greetingCount++,
      write: () => new Promise((resolve) => writes.push(() => resolve(['applied']))),
    });
    const { link } = rig(() => worker);
    const starting = link.engine();
    await vi.waitFor(async () => expect(link.where()).toBe('worker'));
    const engine = await starting;
    const deadlinePasses = async () => {
      const before = greetingCount;
      await vi.advanceTimersByTimeAsync(11_000);
      await vi.waitFor(() => expect(greetingCount).toBe(before + 1));
      // Answers come in the order of the questions.
      await engine.hello();
    };
    const patient = engine.write([], []);
    await vi.waitFor(() => expect(writes).toHaveLength(1));
    await deadlinePasses();
    await deadlinePasses();
    writes[0]!();
    expect(await patient).toEqual(['applied']);

    const endless = expect(engine.write([], [])).rejects.toMatchObject({ code: 'engine_failed' });
    await vi.waitFor(() => expect(writes).toHaveLength(2));
    await deadlinePasses();
    await deadlinePasses();
    expect(isTerminated()).toBe(false);
    await vi.advanceTimersByTimeAsync(11_000);
    await endless;
    expect(isTerminated()).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('[R12] an engine that asks to be replaced is, again and again, with what it learned, and not for ever', async () => {
  const starts: (Readonly<Record<string, number>> | undefined)[] = [];
  let host: EngineHost | undefined;
  const { link, events, degraded } = rig(
    () =>
      fakeWorker({
        onStart(given, page) {
          starts.push(given.shardMaxRows);
          host = page;
        },
      }).worker,
  );
  await link.engine();
  for (let turn = 0; turn < 42; turn++) {
    host?.restart({
      reason: 'the WASM gave up',
      table: 'runs',
      ...(turn < 41 ? { maxRows: 100 - turn } : {}),
    });
    if (turn >= 40) await expect.poll(() => events.length).toBe(turn - 39);
    else await expect.poll(() => link.engine().then(() => starts.length), { interval: 5 }).toBe(turn + 2);
  }
  expect(starts).toHaveLength(41);
  expect(starts.slice(0, 3)).toEqual([{}, { runs: 100 }, { runs: 99 }]);
  expect(degraded).toEqual([]);
  expect(events).toContainEqual(expect.objectContaining({ type: 'error' }));
  await link.close();
});

test('[R6] a link that is closed while its worker starts ends it and starts no other', async () => {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const { link } = rig(() => {
    workers.push(fakeWorker());
    return workers.at(-1)!.worker;
  });
  const starting = link.engine().catch(() => {});
  await link.close();
  await starting;
  expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([true]);
});

test('[R6] closing does not wait for a worker that says nothing, nor for one that never comes', async () => {
  const mute = new MessageChannel().port1;
  const ends = Object.assign(mute, { terminate: () => mute.close(), onerror: null }) as unknown as Worker;
  const { link } = rig(() => ends);
  const starting = link.engine();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await link.close();
  await expect(starting).rejects.toMatchObject({ code: 'closed' });
  let come = (_: Worker) => {};
  const late = fakeWorker();
  const { link: other } = rig(() => new Promise<Worker>((resolve) => (come = resolve)));
  const startingLate = other.engine();
  await other.close();
  come(late.worker);
  await expect(startingLate).rejects.toMatchObject({ code: 'closed' });
  expect(late.isTerminated()).toBe(true);
});

test('[SD13] parts that could not be had at all are asked for again: a worker, and not the page for ever', async () => {
  let isOnline = false;
  const { link, degraded } = rig(
    () => {
      if (!isOnline) throw new TypeError('Failed to fetch');
      return fakeWorker().worker;
    },
    { hasPage: () => isOnline },
  );
  await expect(link.engine()).rejects.toThrow('Failed to fetch');
  await expect(link.engine()).rejects.toThrow('Failed to fetch');
  isOnline = true;
  await link.engine();
  expect(link.where()).toBe('worker');
  expect(degraded).toEqual([]);
});
