/**
 * Puts the simulation in the place of the platform's clocks, chance and channels, for this thread. Imported before everything else: some
 * of it is looked up when a module is loaded.
 */
import { currentRun, isRunning } from './currentRun.ts';
import { createChannel } from './ports.ts';

const scope = globalThis as unknown as Record<string, unknown>;
const timers = new Map<number, () => void>();
let lastTimer = 0;

function setSimulatedTimeout(work: () => void, delayMs = 0): number {
  const { scheduler } = currentRun();
  const id = ++lastTimer;
  const cancel = scheduler.after(scheduler.current(), Math.max(1, delayMs), 'timer', () => {
    timers.delete(id);
    work();
  });
  timers.set(id, cancel);
  return id;
}

scope['setTimeout'] = setSimulatedTimeout;
scope['clearTimeout'] = (id: number) => {
  timers.get(id)?.();
  timers.delete(id);
};
scope['MessageChannel'] = class {
  constructor() {
    const { scheduler } = currentRun();
    Object.assign(this, createChannel(scheduler));
  }
};
// When garbage is collected is nobody's to decide.
delete scope['FinalizationRegistry'];

const realNow = Date.now;
Date.now = () => (isRunning() ? currentRun().clock() : realNow());
Math.random = () => currentRun().random.int(0, 2 ** 30) / (2 ** 30 + 1);
AbortSignal.timeout = (delayMs: number) => {
  const { scheduler } = currentRun();
  const controller = new AbortController();
  scheduler.after(scheduler.current(), delayMs, 'signal', () =>
    controller.abort(new DOMException(`timed out after ${delayMs} ms`, 'TimeoutError')),
  );
  return controller.signal;
};

export function forgetTimers(): void {
  timers.clear();
}
