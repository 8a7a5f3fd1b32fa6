import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import type { ChangeReply, Engine, RowChange } from '../engine/engine.ts';
import { createTakenClips, type TakenClips } from '../journal/takenClips.ts';
import type { OutboxItem } from './outbox.ts';
import type { RowSteps } from './rowSteps.ts';

/** What the rows of a logger share. */
export interface LogState extends LogStateParts {
  /** The number of the next row of a table. */
  readonly nextSeq: (table: TableDefinition) => number;
  /** Columns of a table that are set once. */
  readonly onceOf: (table: TableDefinition) => readonly string[];
  readonly clips: TakenClips;
}

export interface LogStateParts {
  /** Why nothing can be logged: the options are wrong, or the logger is closed. */
  readonly refusal: () => Error | undefined;
  readonly send: (item: OutboxItem) => void;
  /** Changes a row that was not appended here. */
  readonly changeFound: (change: RowChange) => Promise<ChangeReply>;
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
  const once = new Map<TableDefinition, readonly string[]>();
  return {
    ...parts,
    nextSeq({ name }) {
      const seq = seqs.get(name) ?? 0;
      seqs.set(name, seq + 1);
      return seq;
    },
    onceOf(table) {
      const known = once.get(table) ?? onceColumns(table);
      once.set(table, known);
      return known;
    },
    clips: createTakenClips(),
  };
}

const onceColumns = ({ merge }: TableDefinition): string[] =>
  Object.keys(merge).filter((name) => merge[name] === 'once');
