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
  readonly account?: Partial<TableStats>;
  readonly storage?: Stats['storage'];
}

export interface FakeLogger {
  readonly log: RecorderLogger;
  emit<K extends keyof LoggerEvents>(event: K, detail: LoggerEvents[K]): void;
  /** Feeds the running take with sound. */
  hear(levels: readonly Level[]): void;
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
      take = createTake();
      return take.recording;
    },
    encode: async () => [],
    readClip: async ({ index }: Pick<Clip, 'index'>) => silentWav(take?.durationS() ?? index),
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
    hear: (levels) => take?.hear(levels),
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
  durationS(): number;
  hear(levels: readonly Level[]): void;
  interrupt: Parameters<Recording['onInterruption']>[0];
}

function createTake(): FakeTake {
  const levelListeners: ((level: Level) => void)[] = [];
  const interruptionListeners: Parameters<Recording['onInterruption']>[0][] = [];
  let durationS = 0;
  const recording: Recording = {
    recordingId: '0193f0a0-0000-7000-8000-0000000000aa',
    settings: {},
    state: 'recording',
    pause: () => undefined,
    resume: () => undefined,
    stop: async () => ({ clips: [clipOf(durationS)] }),
    cancel: async () => undefined,
    onLevel: (listener) => remover(levelListeners, listener),
    onInterruption: (listener) => remover(interruptionListeners, listener),
  };
  return {
    recording,
    durationS: () => durationS,
    hear(levels) {
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
    recordingId: '0193f0a0-0000-7000-8000-0000000000aa',
    index: 0,
    audioId: 'a3f7b2c91e04d8f2:20260203T141532',
    pcmSha256: 'a3'.repeat(32),
    flacSha256: 'b4'.repeat(32),
    startS: 0,
    durationS,
    gapFrames: 0,
  };
}

/** A WAV file of silence, 16 kHz mono, so that there is something to play. */
function silentWav(durationS: number): Blob {
  const sizeBytes = Math.round(durationS * 16_000) * 2;
  const header = new DataView(new ArrayBuffer(44));
  const words: readonly [offset: number, value: number][] = [
    [0, 0x46464952],
    [4, 36 + sizeBytes],
    [8, 0x45564157],
    [12, 0x20746d66],
    [16, 16],
    [20, 0x00010001],
    [24, 16_000],
    [28, 32_000],
    [32, 0x00100002],
    [36, 0x61746164],
    [40, sizeBytes],
  ];
  for (const [offset, value] of words) header.setUint32(offset, value, true);
  return new Blob([header, new Uint8Array(sizeBytes)], { type: 'audio/wav' });
}
