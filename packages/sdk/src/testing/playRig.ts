import { playHistory } from '@parqueue/schema/presets';
import { createMarkMemory, type MarkMemory } from '../recorders/memoryMarks.ts';
import { playRecorderOver } from '../recorders/plays/createPlayRecorder.ts';
import type { PlayRecorderOptions } from '../recorders/plays/playRecorder.ts';
import type { RecorderEnvironment } from '../recorders/recorderEnvironment.ts';
import { type FakeDoor, fakeDoor } from './fakeDoor.ts';

export const RIG_START = Date.parse('2026-10-24T23:59:50.000Z');

/** What lives of a page share: the dataset, and the storage of their origin. */
export interface PlayRigShared {
  readonly door: FakeDoor<typeof playHistory>;
  readonly memory: MarkMemory;
}

/** A recorder of plays in a page life of which time, coming and going are in the hands of the test. */
export function playRig(shared?: PlayRigShared, options: PlayRecorderOptions = {}) {
  const { door, memory } = shared ?? { door: fakeDoor(playHistory), memory: createMarkMemory() };
  const clock = { now: RIG_START, monotonicMs: 500 };
  let timers: { work: () => void; at: number }[] = [];
  const environment: RecorderEnvironment = {
    now: () => clock.now,
    monotonicMs: () => clock.monotonicMs,
    newId: () => 'id',
    schedule(work, delayMs) {
      const timer = { work, at: clock.monotonicMs + delayMs };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    print: () => {},
  };
  let tell: ((moment: 'left' | 'back') => void) | undefined;
  const life = {
    follow(listener: (moment: 'left' | 'back') => void) {
      tell = listener;
      return () => {
        tell = undefined;
      };
    },
  };
  const { marks, end } = memory.beginLife();
  const plays = playRecorderOver(door, options, { environment, marks, life });

  /** Lets time pass on both clocks, and what is due happen. */
  function pass(seconds: number): void {
    const until = clock.monotonicMs + seconds * 1000;
    for (;;) {
      const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      timers = timers.filter((timer) => timer !== next);
      move(next.at - clock.monotonicMs);
      next.work();
    }
    move(until - clock.monotonicMs);
  }

  function move(ms: number): void {
    clock.monotonicMs += ms;
    clock.now += ms;
  }

  return {
    plays,
    clock,
    pass,
    leave: () => tell?.('left'),
    comeBack: () => tell?.('back'),
    isFollowed: () => tell !== undefined,
    timerCount: () => timers.length,
    /** The page dies without a word. */
    crash: () => {
      timers = [];
      end();
    },
    shared: { door, memory },
    /** The rows, with their metadata parsed. */
    rows: () =>
      door.rows.map(({ values }) => ({
        ...values,
        metadata: JSON.parse(String(values['metadata'])) as Record<string, unknown> | null,
      })) as Readonly<Record<string, unknown> & { metadata: Record<string, unknown> | null }>[],
    changeCounts: () => door.rows.map(({ changeCount }) => changeCount),
  };
}
