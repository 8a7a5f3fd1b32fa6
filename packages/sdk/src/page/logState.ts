import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import type { LoggerOptions, Tables } from '../api/logger.ts';
import type { Engine } from '../engine/engine.ts';
import type { OutboxItem } from './outbox.ts';
import type { RowSteps } from './rowSteps.ts';

/** What the doors of a logger share. */
export interface LogState extends LogStateParts {
  /** A number for a change: it grows with time, and no two pages give the same. */
  readonly nextChange: () => number;
  /** The number of the next row of a table. */
  readonly nextSeq: (table: TableDefinition) => number;
  /** Whether a row of this page has the clip. */
  readonly isTaken: (recordingId: string, index: number) => boolean;
  readonly takeClip: (recordingId: string, index: number) => void;
}

export interface LogStateParts {
  /** Why nothing can be logged: the options are wrong, or the logger is closed. */
  readonly refusal: () => Error | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  readonly beforeAppend: LoggerOptions<Tables>['beforeAppend'];
  readonly send: (item: OutboxItem) => void;
  readonly drop: (table: string, reason: DropReason) => void;
  readonly engine: () => Promise<Engine>;
  /** Resolves when everything said so far is stored. */
  readonly settled: () => Promise<void>;
  readonly steps: RowSteps;
  /** Whether `stored` means the relay's receipt, because nothing here is durable. */
  readonly storesNothing: () => boolean;
}

export function createLogState(parts: LogStateParts): LogState {
  const seqs = new Map<string, number>();
  const takenClips = new Set<string>();
  let lastChange = 0;
  return {
    ...parts,
    nextChange() {
      lastChange = Math.max(lastChange + 0.001, parts.now() + Math.random());
      return lastChange;
    },
    nextSeq({ name }) {
      const seq = seqs.get(name) ?? 0;
      seqs.set(name, seq + 1);
      return seq;
    },
    isTaken: (recordingId, index) => takenClips.has(`${recordingId}/${index}`),
    takeClip: (recordingId, index) => void takenClips.add(`${recordingId}/${index}`),
  };
}
