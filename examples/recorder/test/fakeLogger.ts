import { recitation } from '@parqueue/schema/presets';
import type {
  Clip,
  Level,
  LoggerEvents,
  Recording,
  RowHandle,
  RowState,
  Stats,
  TableStats,
} from '@parqueue/sdk';
import type { RecorderLogger } from '../src/recorderLogger.ts';
import { wavFile } from './wavFile.ts';

/** What a scripted logger answers. */
export interface FakeScript {
  /** Thrown by `record`. */
  readonly recordError?: Error;
  /** `record` never answers: the person has not yet allowed the microphone. */
  readonly neverStarts?: boolean;
  /** Rejects `stored` of what is appended. */
  readonly storeError?: Error;
  /** `stored` never settles. */
  readonly neverStores?: boolean;
  /** `stop` never answers. */
  readonly neverStops?: boolean;
  /** What `readClip` gives, by recording. */
  readonly sounds?: Readonly<Record<string, Blob>>;
  /** Samples that each take has lost. */
  readonly gapFrames?: number;
  readonly account?: Partial<TableStats>;
  readonly storage?: Stats['storage'];
}

export interface FakeLogger {
  readonly log: RecorderLogger;
  emit<K extends keyof LoggerEvents>(event: K, detail: LoggerEvents[K]): void;
  /** Feeds the running take with sound; with `samples`, the finished take has these. */
  hear(levels: readonly Level[], samples?: Float32Array): void;
  interrupt(...interruptions: Parameters<Parameters<Recording['onInterruption']>[0]>): void;
  /** What was appended to the recitations and to the errors, in order. */
  readonly appended: { readonly recitations: unknown[]; readonly errors: unknown[] };
}

type Listener = (detail: never) => void;

const EMPTY: TableStats = { appended: 0, pending: 0, accepted: 0, committed: 0, dead: 0, dropped: {} };

/** A logger that stores and sends nothing, and says what the script has it say. */
export function createFakeLogger(script: FakeScript = {}): FakeLogger {
  const listeners = new Map<keyof LoggerEvents, Listener[]>();
  const appended = { recitations: [] as unknown[], errors: [] as unknown[] };
  let take: FakeTake | undefined;

  function handle(rowId: string, stored: Promise<void>): RowHandle<never, never> {
    stored.catch(() => undefined);
    return {
      rowId,
      stored,
      committed: new Promise(() => undefined),
      state: async (): Promise<RowState> => ({ kind: 'waiting' }),
      delete: async () => ({ deleted: false, reason: 'unknown' }),
      set: async () => ({ applied: false, reason: 'sealed' }),
      push: async () => ({ applied: false, reason: 'sealed' }),
    };
  }

  function door(rows: unknown[]) {
    return {
      append(row: unknown) {
        rows.push(row);
        const rowId = `0193f0a0-0000-7000-8000-${String(rows.length).padStart(12, '0')}`;
        return handle(rowId, outcome(script));
      },
      row: (rowId: string) => handle(rowId, Promise.resolve()),
    };
  }

  const log = {
    recitations: door(appended.recitations),
    errors: door(appended.errors),
    async record() {
      if (script.neverStarts) await new Promise(() => undefined);
      if (script.recordError) throw script.recordError;
      take = createTake(script);
      return take.recording;
    },
    encode: async () => [],
    readClip: async ({ recordingId, index }: Pick<Clip, 'recordingId' | 'index'>) => {
      if (index > 0) return undefined;
      return recordingId === TAKE_ID ? take?.sound() : script.sounds?.[recordingId];
    },
    deleteRecording: async () => undefined,
    flush: async () => undefined,
    stats: async () => ({
      tables: { [recitation.name]: { ...EMPTY, ...script.account } },
      storage: script.storage ?? { kind: 'indexeddb', usageBytes: 4_210_000, quotaBytes: 2_100_000_000 },
      engine: 'worker',
    }),
    on(event: keyof LoggerEvents, listener: Listener) {
      const list = listeners.get(event) ?? [];
      listeners.set(event, list);
      return remover(list, listener);
    },
    close: async () => undefined,
  } as unknown as RecorderLogger;

  return {
    log,
    emit: (event, detail) => {
      for (const listener of listeners.get(event) ?? []) listener(detail as never);
    },
    hear: (levels, samples) => take?.hear(levels, samples),
    interrupt: (interruption) => take?.interrupt(interruption),
    appended,
  };
}

function outcome({ storeError, neverStores }: FakeScript): Promise<void> {
  if (neverStores) return new Promise(() => undefined);
  return storeError ? Promise.reject(storeError) : Promise.resolve();
}

interface FakeTake {
  readonly recording: Recording;
  sound(): Blob;
  hear(levels: readonly Level[], samples?: Float32Array): void;
  interrupt: Parameters<Recording['onInterruption']>[0];
}

const TAKE_ID = '0193f0a0-0000-7000-8000-0000000000aa';
const SAMPLE_RATE = 16_000;

function createTake({ neverStops, gapFrames = 0 }: FakeScript): FakeTake {
  const levelListeners: ((level: Level) => void)[] = [];
  const interruptionListeners: Parameters<Recording['onInterruption']>[0][] = [];
  const heard: Float32Array[] = [];
  let durationS = 0;
  const recording: Recording = {
    recordingId: TAKE_ID,
    settings: {},
    state: 'recording',
    pause: () => undefined,
    resume: () => undefined,
    stop: async () => {
      if (neverStops) await new Promise(() => undefined);
      return { clips: [{ ...clipOf(durationS), gapFrames }] };
    },
    cancel: async () => undefined,
    onLevel: (listener) => remover(levelListeners, listener),
    onInterruption: (listener) => remover(interruptionListeners, listener),
  };
  return {
    recording,
    sound: () => wavFile(samplesOf(heard, durationS)),
    hear(levels, samples) {
      if (samples) heard.push(samples);
      for (const level of levels) {
        durationS += level.durationS;
        for (const listener of levelListeners) listener(level);
      }
    },
    interrupt: (interruption) => {
      for (const listener of interruptionListeners) listener(interruption);
    },
  };
}

function remover<T>(list: T[], item: T): () => void {
  list.push(item);
  return () => void list.splice(list.indexOf(item), 1);
}

function clipOf(durationS: number): Clip {
  return {
    recordingId: TAKE_ID,
    index: 0,
    audioId: 'a3f7b2c91e04d8f2:20260203T141532',
    pcmSha256: 'a3'.repeat(32),
    flacSha256: 'b4'.repeat(32),
    startS: 0,
    durationS,
    gapFrames: 0,
  };
}

/** What was heard; silence where only its levels are known. */
function samplesOf(heard: readonly Float32Array[], durationS: number): Float32Array {
  const samples = new Float32Array(Math.round(durationS * SAMPLE_RATE));
  let at = 0;
  for (const part of heard) {
    samples.set(part.subarray(0, samples.length - at), at);
    at += part.length;
  }
  return samples;
}
