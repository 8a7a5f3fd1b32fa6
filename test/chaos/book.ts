import type { Note } from './page/note.ts';
import { parseLabel } from './page/rowOf.ts';

export interface SaidRow {
  readonly label: string;
  readonly round: number;
  isStored: boolean;
  /** Why the logger refused it, which it has no reason to. */
  refusal?: string;
  /** Changes that were answered with `applied: true`. */
  readonly changes: Set<'set' | 'push'>;
}

export interface SaidRecording {
  readonly recordingId: string;
  readonly tab: string;
  readonly round: number;
  /** When it began to hear: what the page said, or earlier where more was heard than time had passed since then. */
  startedAtMs: number;
  /** Rows that were given it; the first that arrived with audio counts. */
  readonly labels: string[];
  /** Seconds of audio that the page knew to be heard, before it ended or was cut. */
  heardS: number;
  /** When a fault ended it, or `stop()` was called. */
  endedAtMs?: number;
  isCut: boolean;
  gapFrames: number;
  clipCount?: number;
}

/** All that pages told, kept where no fault of the run reaches. */
export interface Book {
  readonly rows: ReadonlyMap<string, SaidRow>;
  readonly recordings: ReadonlyMap<string, SaidRecording>;
  /** By round. */
  readonly complaints: readonly { readonly round: number; readonly text: string }[];
  readonly returnCount: number;
  readonly restoreCount: number;
  take(note: string): void;
  /** A fault ended what this tab records, no later than at `atMs`. */
  cut(tab: string, atMs: number): void;
  /** A row was given a recording that a dead page had left. */
  adopt(recordingId: string, label: string): void;
  /** Resolves when the tab's script runs. */
  ready(tab: string, timeoutMs: number): Promise<boolean>;
}

const roundOf = (tab: string): number => Number(tab.split('.')[0]);

export function createBook(): Book {
  const rows = new Map<string, SaidRow>();
  const recordings = new Map<string, SaidRecording>();
  const complaints: { round: number; text: string }[] = [];
  const ready = new Set<string>();
  const waiting = new Map<string, () => void>();
  let returnCount = 0;
  let restoreCount = 0;

  function rowOf(label: string): SaidRow {
    const row = rows.get(label) ?? {
      label,
      round: parseLabel(label)?.round ?? 0,
      isStored: false,
      changes: new Set(),
    };
    rows.set(label, row);
    return row;
  }

  const take: { [Kind in Note['kind']]: (note: Extract<Note, { kind: Kind }>) => void } = {
    ready({ tab }) {
      ready.add(tab);
      waiting.get(tab)?.();
    },
    said: ({ labels }) => labels.forEach(rowOf),
    stored({ labels }) {
      for (const label of labels) rowOf(label).isStored = true;
    },
    refused({ label, error }) {
      rowOf(label).refusal = error;
    },
    changed: ({ label, change }) => void rowOf(label).changes.add(change),
    recording({ tab, recordingId, label, atMs }) {
      recordings.set(recordingId, {
        recordingId,
        tab,
        round: roundOf(tab),
        startedAtMs: atMs,
        labels: label === undefined ? [] : [label],
        heardS: 0,
        isCut: false,
        gapFrames: 0,
      });
    },
    heard({ recordingId, heardS, atMs }) {
      const recording = recordings.get(recordingId);
      if (recording === undefined || recording.endedAtMs !== undefined) return;
      recording.heardS = heardS;
      recording.startedAtMs = Math.min(recording.startedAtMs, atMs - heardS * 1000);
    },
    stopped({ recordingId, label, atMs, clips }) {
      const recording = recordings.get(recordingId);
      if (recording === undefined) return;
      // The word of it may come after the fault that it was faster than.
      recording.isCut &&= atMs > (recording.endedAtMs ?? atMs);
      recording.endedAtMs = Math.min(recording.endedAtMs ?? atMs, atMs);
      recording.clipCount = clips.length;
      recording.gapFrames = clips.reduce((sum, { gapFrames }) => sum + gapFrames, 0);
      if (!recording.labels.includes(label)) recording.labels.push(label);
    },
    stopFailed({ recordingId, atMs }) {
      const recording = recordings.get(recordingId);
      if (recording) recording.endedAtMs ??= atMs;
    },
    returned: () => {
      returnCount += 1;
    },
    restored: () => {
      restoreCount += 1;
    },
    complaint: ({ tab, text }) => void complaints.push({ round: roundOf(tab), text }),
  };

  return {
    rows,
    recordings,
    complaints,
    get returnCount() {
      return returnCount;
    },
    get restoreCount() {
      return restoreCount;
    },
    take(text) {
      const note = JSON.parse(text) as Note;
      (take[note.kind] as (note: Note) => void)(note);
    },
    cut(tab, atMs) {
      for (const recording of recordings.values()) {
        if (recording.tab !== tab || recording.endedAtMs !== undefined) continue;
        recording.endedAtMs = atMs;
        recording.isCut = true;
      }
    },
    adopt: (recordingId, label) => void recordings.get(recordingId)?.labels.push(label),
    async ready(tab, timeoutMs) {
      if (ready.has(tab)) return true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        waiting.set(tab, () => {
          clearTimeout(timer);
          resolve(true);
        });
      });
    },
  };
}
