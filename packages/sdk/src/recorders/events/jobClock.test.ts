import { expect, it } from 'vitest';
import { seeded } from '../../../../../test/support/seeded.ts';
import { createJobClock, type JobNames } from './jobClock.ts';

function clockAt() {
  let ms = 1000;
  const clock = createJobClock(() => ms, 50);
  const wait = (forMs: number): void => {
    ms += forMs;
  };
  return { clock, wait };
}

it('[EV2] {002.17} {002.54} the wait, the work and the whole of a job, in whole milliseconds', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a' });
  wait(40.4);
  expect(clock.started({ variant_hash: 'a' })).toEqual({ queue_wait_ms: 40 });
  wait(809.7);
  expect(clock.ended({ variant_hash: 'a' }, 'complete')).toEqual({
    queue_wait_ms: 40,
    worker_latency_ms: 810,
    total_latency_ms: 850,
  });
  expect(clock.ended({ variant_hash: 'a' }, 'complete')).toEqual({});
});

it('[EV2] two blocks that sound alike are two jobs', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a', block_idx: 3 });
  wait(10);
  clock.queued({ variant_hash: 'a', block_idx: 4 });
  wait(10);
  expect(clock.started({ variant_hash: 'a', block_idx: 4 })).toEqual({ queue_wait_ms: 10 });
  expect(clock.started({ variant_hash: 'a', block_idx: 3 })).toEqual({ queue_wait_ms: 20 });
  expect(clock.started({ variant_hash: 'a', block_idx: 5 })).toEqual({});
});

it('[EV2] equal jobs are taken up and finished in turn', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a' });
  wait(5);
  clock.queued({ variant_hash: 'a' });
  expect(clock.started({ variant_hash: 'a' })).toEqual({ queue_wait_ms: 5 });
  wait(1);
  expect(clock.started({ variant_hash: 'a' })).toEqual({ queue_wait_ms: 1 });
  expect(clock.ended({ variant_hash: 'a' }, 'complete')).toMatchObject({ queue_wait_ms: 5 });
  expect(clock.ended({ variant_hash: 'a' }, 'complete')).toMatchObject({ queue_wait_ms: 1 });
});

it('[EV2] a job that failed may be started again, and keeps when it was queued', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a' });
  clock.started({ variant_hash: 'a' });
  wait(7);
  expect(clock.ended({ variant_hash: 'a' }, 'failed')).toMatchObject({ worker_latency_ms: 7 });
  wait(3);
  expect(clock.started({ variant_hash: 'a' })).toEqual({ queue_wait_ms: 10 });
  expect(clock.ended({ variant_hash: 'a' }, 'complete')).toMatchObject({ queue_wait_ms: 10 });
});

it('[EV2] where nobody said when it started, what the worker measured gives the wait', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a' });
  wait(100);
  expect(clock.ended({ variant_hash: 'a' }, 'complete', 60)).toEqual({
    total_latency_ms: 100,
    queue_wait_ms: 40,
  });
});

it('[EV2] {002.28} a job that is passed over is none any more', () => {
  const { clock, wait } = clockAt();
  clock.queued({ variant_hash: 'a', block_idx: 1 });
  wait(9);
  expect(clock.skipped({ variant_hash: 'a', block_idx: 1 })).toEqual({ queue_wait_ms: 9 });
  expect(clock.waitingCount()).toBe(0);
});

it('jobs that never end are forgotten, the oldest first', () => {
  const { clock } = clockAt();
  for (let i = 0; i < 200; i++) clock.queued({ variant_hash: `h${i}` });
  expect(clock.waitingCount()).toBe(50);
  expect(clock.started({ variant_hash: 'h149' })).toEqual({});
  expect(clock.started({ variant_hash: 'h150' })).toEqual({ queue_wait_ms: 0 });
});

it('[EV2] {002.54} whatever order jobs go in, and whatever they leave out of their names, none ends without its wait', () => {
  const seed = 2026;
  const random = seeded(seed);
  for (let round = 0; round < 200; round++) {
    const { clock, wait } = clockAt();
    const jobs = Array.from({ length: random.int(1, 30) }, (_, i) => ({
      names: { variant_hash: `h${random.int(0, 8)}`, document_id: `d${random.int(0, 1)}`, block_idx: i },
      queuedAt: 0,
      startedAt: 0,
      step: 0,
    }));
    let nowMs = 0;
    while (jobs.some(({ step }) => step < 3)) {
      const job = random.pick(jobs.filter(({ step }) => step < 3));
      const passedMs = random.int(0, 50);
      wait(passedMs);
      nowMs += passedMs;
      // Blocks name a job for sure; documents may be left out on the way.
      const names: JobNames = random.chance(0.5) ? job.names : { ...job.names, document_id: undefined };
      if (job.step === 0) {
        clock.queued(names);
        job.queuedAt = nowMs;
      } else if (job.step === 1) {
        expect(clock.started(names), `seed ${seed}`).toEqual({ queue_wait_ms: nowMs - job.queuedAt });
        job.startedAt = nowMs;
      } else {
        expect(clock.ended(names, 'complete'), `seed ${seed}`).toEqual({
          queue_wait_ms: job.startedAt - job.queuedAt,
          worker_latency_ms: nowMs - job.startedAt,
          total_latency_ms: nowMs - job.queuedAt,
        });
      }
      job.step++;
    }
  }
});
