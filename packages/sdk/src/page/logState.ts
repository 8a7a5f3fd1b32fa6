import type { TableDefinition } from '@parqueue/schema';
import type { DropReason, LoggerEvents } from '../api/events.ts';
import type { Engine } from '../engine/engine.ts';
import type { OutboxItem } from './outbox.ts';

/** What the doors of a logger share. */
export interface LogState {
  /** Why nothing can be logged, where the options are wrong. */
  readonly problem: Error | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  /** A number for a change: it grows with time, and no two pages give the same. */
  readonly nextChange: () => number;
  readonly beforeAppend:
    | ((table: string, row: Readonly<Record<string, unknown>>) => object | null)
    | undefined;
  readonly nextSeq: (table: TableDefinition) => number;
  readonly send: (item: OutboxItem) => void;
  readonly drop: (table: string, reason: DropReason) => void;
  readonly engine: () => Promise<Engine>;
  /** Resolves when everything said so far is stored. */
  readonly settled: () => Promise<void>;
  /** Calls back at the row's next step; the returned function stops that. */
  readonly onRow: (rowId: string, listener: (step: RowStep) => void) => () => void;
  /** Whether `stored` means the relay's receipt, because nothing here is durable. */
  readonly storesNothing: () => boolean;
  /** Takes a clip for a row; false when another row has it. */
  readonly takeClip: (recordingId: string, index: number) => boolean;
}

export type RowStep =
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'committed' } & Pick<LoggerEvents['committed'], 'commit' | 'path'>);
