import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import type { Engine } from '../engine/engine.ts';
import type { OutboxItem } from './outbox.ts';
import type { RowSteps } from './rowSteps.ts';

/** What the rows of a logger share. */
export interface LogState extends LogStateParts {
  /** The number of the next row of a table. */
  readonly nextSeq: (table: TableDefinition) => number;
  /** Columns of a table that need care. */
  readonly columnsOf: (table: TableDefinition) => SpecialColumns;
  /** Whether a row of this page has the clip. */
  readonly isTaken: (recordingId: string, index: number) => boolean;
  readonly takeClip: (recordingId: string, index: number) => void;
}

export interface SpecialColumns {
  readonly audio: readonly string[];
  /** Columns that are set once. */
  readonly once: readonly string[];
}

export interface LogStateParts {
  /** Why nothing can be logged: the options are wrong, or the logger is closed. */
  readonly refusal: () => Error | undefined;
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
  const special = new Map<TableDefinition, SpecialColumns>();
  return {
    ...parts,
    nextSeq({ name }) {
      const seq = seqs.get(name) ?? 0;
      seqs.set(name, seq + 1);
      return seq;
    },
    columnsOf(table) {
      const known = special.get(table) ?? specialColumns(table);
      special.set(table, known);
      return known;
    },
    isTaken: (recordingId, index) => takenClips.has(`${recordingId}/${index}`),
    takeClip: (recordingId, index) => void takenClips.add(`${recordingId}/${index}`),
  };
}

const specialColumns = ({ features, merge }: TableDefinition): SpecialColumns => ({
  audio: Object.keys(features).filter((name) => features[name]?.kind === 'audio'),
  once: Object.keys(merge).filter((name) => merge[name] === 'once'),
});
