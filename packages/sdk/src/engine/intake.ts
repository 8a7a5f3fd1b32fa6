import type { TableDefinition } from '@parqueue/schema';
import { countDrops } from '../journal/countDrops.ts';
import { ENTRY_AREAS, type LateChange, writeEntries } from '../journal/writeEntries.ts';
import type { Identity, JournalEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import type { ChangeOutcome, DropNotice } from './engine.ts';
import type { FlushSchedule } from './flushSchedule.ts';

export interface IntakeOptions {
  readonly store: Store;
  readonly clientId: string;
  readonly tables: readonly TableDefinition[];
  readonly identity: () => Identity | null;
  readonly timing: FlushSchedule;
  readonly newId: () => string;
}

/** Takes in what the page says of its rows: one transaction for everything that comes together. */
export interface Intake {
  write(entries: readonly JournalEntry[], drops: readonly DropNotice[]): Promise<readonly ChangeOutcome[]>;
  /** Tables with audio are to be sent: a recording is complete. */
  hurryAudio(): void;
}

export function createIntake({ store, clientId, tables, identity, timing, newId }: IntakeOptions): Intake {
  const audioTables = tables.filter(({ features }) =>
    Object.values(features).some(({ kind }) => kind === 'audio'),
  );

  function noteTime(entries: readonly JournalEntry[]): void {
    for (const table of tables) {
      const rows = entries.filter((entry) => entry.table === table.name && entry.change === 0);
      if (rows.length === 0) continue;
      timing.rowsWritten(
        table.name,
        rows.length,
        rows.reduce((sum, { line }) => sum + line.length, 0),
      );
      // A recording goes at once; the row of one that still runs is passed over, and hurried again at its end.
      const isHeard = ({ line }: JournalEntry) => audioCells(table, JSON.parse(line)).length > 0;
      if (audioTables.includes(table) && rows.some(isHeard)) timing.hurry([table.name]);
    }
  }

  return {
    async write(entries, drops) {
      const late = await store.write(ENTRY_AREAS, async (transaction) => {
        await countDrops(transaction, clientId, drops);
        return writeEntries(transaction, { clientId, identity: identity(), tables, entries }, newId);
      });
      noteTime(entries);
      return entries.map((entry) => (late.some((one) => isSame(one, entry)) ? 'sealed' : 'applied'));
    },
    hurryAudio: () => timing.hurry(audioTables.map(({ name }) => name)),
  };
}

const isSame = (late: LateChange, entry: JournalEntry): boolean =>
  late.table === entry.table && late.seq === entry.seq && late.change === entry.change;
