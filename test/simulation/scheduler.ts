import type { Random } from '../support/seeded.ts';
import { createRealm, type Realm, type Task } from './realm.ts';
import { createTimerQueue } from './timerQueue.ts';
import type { Trace } from './trace.ts';

/**
 * Runs tasks one at a time, in an order that the seed decides: whatever is ready may be next. After each task all microtasks are done
 * before the next begins, so that a promise of the environment is settled by a task and by nothing else. Time is simulated, and moves
 * only when nothing is ready.
 */
export interface Scheduler {
  /** Simulated milliseconds since the run began; never goes back, unlike the clock that pages see. */
  now(): number;
  /** The realm of the task that runs. */
  current(): Realm;
  /** The realm of the browser and of everything outside of it. */
  readonly world: Realm;
  /** Runs a task in a realm, if that lives then; the returned function takes it back. */
  after(realm: Realm, delayMs: number, label: string, work: () => void): () => void;
  /** Puts a task that was held back among those that are ready. */
  resume(task: Task): void;
  /** Runs until `isOver` says so, looked at after each task. Gives false when there was nothing left to do before, or too much. */
  run(isOver: () => boolean, maxSteps: number): Promise<boolean>;
  /** Called after each task and its microtasks. */
  readonly afterStep: (() => void)[];
  stepCount(): number;
}

/** Longer than any chain of microtasks: the loop of the platform comes back here only when all are done. */
const microtasksDone = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createScheduler(random: Random, trace: Trace): Scheduler {
  const world = createRealm('world');
  const timers = createTimerQueue();
  const ready: Task[] = [];
  const afterStep: (() => void)[] = [];
  let now = 0;
  let order = 0;
  let steps = 0;
  let current = world;

  function advance(): boolean {
    const first = timers.pop();
    if (first === undefined) return false;
    now = Math.max(now, first.dueAt);
    ready.push(first);
    for (let next = timers.peek(); next !== undefined && next.dueAt <= now; next = timers.peek()) {
      timers.pop();
      ready.push(next);
    }
    return true;
  }

  function pick(): Task {
    const index = ready.length === 1 ? 0 : random.int(0, ready.length - 1);
    const task = ready[index] as Task;
    const last = ready.pop() as Task;
    if (index < ready.length) ready[index] = last;
    return task;
  }

  /** Whether anything ran. */
  function runOne(task: Task): boolean {
    const { realm, label, work } = task;
    if (work === undefined || realm.state === 'dead') return false;
    if (realm.state === 'frozen') {
      realm.held.push(task);
      return false;
    }
    steps++;
    trace.step(now, realm.name, label);
    current = realm;
    work();
    return true;
  }

  return {
    now: () => now,
    current: () => current,
    world,
    after(realm, delayMs, label, work) {
      const task: Task = { realm, label, dueAt: now + Math.max(0, delayMs), order: order++, work };
      if (delayMs <= 0) ready.push(task);
      else timers.push(task);
      return () => {
        task.work = undefined;
      };
    },
    resume: (task) => void ready.push(task),
    async run(isOver, maxSteps) {
      for (const until = steps + maxSteps; steps < until; ) {
        if (ready.length === 0 && !advance()) return false;
        if (!runOne(pick())) continue;
        await microtasksDone();
        for (const look of afterStep) look();
        current = world;
        if (isOver()) return true;
      }
      return false;
    },
    afterStep,
    stepCount: () => steps,
  };
}
