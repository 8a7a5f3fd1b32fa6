import { createLogger } from '@parqueue/sdk';
import { createErrorRecorder, type ErrorDetails, type MetricDetails } from '@parqueue/sdk/errors';
import { createPlayRecorder, type PlayEnd, type PlayTrack, watchMedia } from '@parqueue/sdk/plays';
import { errorLog, playHistory, systemMetric } from '@parqueue/sdk/presets';
import { createMarkMemory } from '../../../packages/sdk/src/recorders/memoryMarks.ts';
import { playRecorderOver } from '../../../packages/sdk/src/recorders/plays/createPlayRecorder.ts';

/** The script of a page with the recorders of plays and errors: what tests have it do. */
const log = createLogger({
  relay: new URL(location.href).searchParams.get('relay') ?? location.origin,
  dataset: 'recitations',
  tables: { plays: playHistory, errors: errorLog, metrics: systemMetric },
  flushEvery: '200ms',
});
const plays = createPlayRecorder(log.plays, { name: 'lab' });
const failures = createErrorRecorder(log, { service: 'lab' });
const audio = new Audio();

/** A play whose clocks the test gives. */
export interface ScriptedPlay {
  readonly track: PlayTrack;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly awakeMs: number;
  /** By how much the clock on the wall jumps meanwhile. */
  readonly jumpMs?: number;
  readonly errors?: readonly string[];
  /** Left out, the play goes on. */
  readonly end?: PlayEnd;
}

/** What is thrown, as a test can say it to a page. */
export interface Thrown {
  readonly message: string;
  /** Of the error; without one the message itself is logged. */
  readonly name?: string;
  readonly cause?: string;
}

function throwable({ message, name, cause }: Thrown): unknown {
  if (name === undefined) return message;
  return Object.assign(new Error(message, cause === undefined ? {} : { cause: new RangeError(cause) }), {
    name,
  });
}

/** A tone of so many seconds, as a file. */
function toneFile(seconds: number): Blob {
  const [rate, count] = [8000, Math.round(8000 * seconds)];
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const words = [
    0x46464952,
    36 + count * 2,
    0x45564157,
    0x20746d66,
    16,
    0x10001,
    rate,
    rate * 2,
    0x100002,
    0x61746164,
  ];
  for (const [i, word] of [...words, count * 2].entries()) view.setUint32(i * 4, word, true);
  for (let i = 0; i < count; i++) view.setInt16(44 + i * 2, Math.sin(i / 3) * 2000, true);
  return new Blob([view], { type: 'audio/wav' });
}

const soon = (type: string) =>
  new Promise((resolve) => audio.addEventListener(type, resolve, { once: true }));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How often this page came back as it was. */
let returnCount = 0;
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) returnCount++;
});

const lab = {
  returnCount: () => returnCount,
  logPlays(scripted: readonly ScriptedPlay[]) {
    for (const { track, startsAt, awakeMs, jumpMs = 0, errors = [], end } of scripted) {
      const clock = { now: startsAt, monotonicMs: 0 };
      const environment = {
        now: () => clock.now,
        monotonicMs: () => clock.monotonicMs,
        newId: () => '',
        schedule: () => () => {},
        print: () => {},
      };
      const { marks } = createMarkMemory().beginLife();
      const life = { follow: () => () => {} };
      const play = playRecorderOver(log.plays, {}, { environment, marks, life }).start(track);
      for (const message of errors) play.error(message);
      clock.now += awakeMs + jumpMs;
      clock.monotonicMs += awakeMs;
      if (end) void play.end(end);
    }
  },
  logErrors(errors: readonly (readonly [Thrown, ErrorDetails])[]) {
    return errors.map(([thrown, details]) => failures.error(throwable(thrown), details).rowId);
  },
  logMetrics(metrics: readonly (readonly [name: string, value: string, details: MetricDetails])[]) {
    for (const [name, value, details] of metrics) failures.metric(name, Number(value), details);
  },
  resolve: (rowId: string) => failures.resolve(rowId),
  start: (track: PlayTrack) => plays.start(track).rowId,
  end: (end?: PlayEnd) => plays.current()?.end(end),
  recovered: () => plays.recovered,
  flush: () => log.flush({ until: 'committed' }),
  /** When everything that was said is on this device. */
  stored: () => log.flush({ until: 'stored' }),
  stats: () => log.stats(),
  /** Plays a tone, pauses, goes elsewhere, and plays to the end. */
  async hear(title: string) {
    const stop = watchMedia(plays, audio, () => ({ title }));
    audio.src = URL.createObjectURL(toneFile(3));
    await audio.play();
    await pause(600);
    audio.pause();
    await pause(400);
    await audio.play();
    audio.currentTime = 2.5;
    await soon('ended');
    stop();
  },
  async hearNothing(title: string) {
    const stop = watchMedia(plays, audio, () => ({ title }), {
      failed: ({ play, message, error }) =>
        void failures.error(message, { playId: play, service: 'player', context: { code: error?.code } }),
    });
    audio.src = URL.createObjectURL(new Blob(['no sound'], { type: 'audio/wav' }));
    await audio.play().catch(() => {});
    await pause(200);
    stop();
  },
  /** Begins to play for long, watched until the page ends. */
  async begin(title: string) {
    watchMedia(plays, audio, () => ({ title }));
    audio.src = URL.createObjectURL(toneFile(600));
    await audio.play();
  },
  isPlaying: () => !audio.paused,
  /** How long each of so many calls took, in milliseconds. */
  overhead(count: number) {
    const timed = (work: (i: number) => void) =>
      Array.from({ length: count }, (_, i) => {
        const from = performance.now();
        work(i);
        return performance.now() - from;
      });
    return {
      start: timed((i) => plays.start({ artist: 'overhead', title: `${i}`, metadata: { i } })),
      end: timed((i) => void (plays.current() ?? plays.start({ title: `${i}` })).end()),
      error: timed((i) => void failures.error(new Error(`overhead ${i}`), { context: { i } })),
      metric: timed((i) => void failures.metric('overhead', i, { unit: 'ms' })),
    };
  },
};

export type Lab = typeof lab;

Object.assign(window, { lab });
