import type { TableDefinition } from '@parqueue/schema';
import { ParqueueError } from '../api/errors.ts';
import { countDrops } from '../journal/countDrops.ts';
import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import type { Identity, JournalEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import type { ChangeOutcome, ChangeReply, DropNotice, RowChange } from './engine.ts';
import type { FlushSchedule } from './flushSchedule.ts';
import { REVISE_AREAS, reviseRow } from './reviseRow.ts';
import type { StorageRoom } from './storageRoom.ts';

export interface IntakeOptions {
  readonly store: Store;
  readonly room: Pick<StorageRoom, 'takeRows'>;
  readonly clientId: string;
  /** The page life that revisions are numbered in. */
  readonly revisionClientId: string;
  readonly tables: readonly TableDefinition[];
  readonly identity: () => Identity | null;
  readonly timing: FlushSchedule;
  readonly newId: () => string;
  /** Takes in what pages wrote while they went away; gives whether nothing of that is left. */
  readonly absorb: () => Promise<boolean>;
}

/** Takes in what the page says of its rows: one transaction for everything that comes together. */
export interface Intake {
  write(entries: readonly JournalEntry[], drops: readonly DropNotice[]): Promise<readonly ChangeOutcome[]>;
  /** Changes a row that the page knows by its id alone. */
  change(change: RowChange): Promise<ChangeReply>;
  /** Tables with audio are to be sent: a recording is complete. */
  hurryAudio(): void;
}

export function createIntake(options: IntakeOptions): Intake {
  const { store, clientId, tables, identity, timing, newId } = options;
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

  /** A row that was sealed is looked for in a transaction of its own: it needs more of the store than most entries do. */
  async function change(said: RowChange): Promise<ChangeReply> {
    const parts = { clientId: options.revisionClientId, newId };
    const write = () =>
      store.write(REVISE_AREAS, (transaction) => reviseRow(transaction, said, tables, parts));
    // A write that failed may have landed all the same: the second finds it there.
    const revise = () => write().catch(write);
    let reply = await revise();
    if (reply.outcome === 'forgotten') {
      // The page of the row may have written it itself as it went.
      const isAll = await options.absorb();
      reply = await revise();
      // What could not be taken in yet may have the row, or the change, which would come to be made after all.
      if (reply.outcome === 'forgotten' && !isAll)
        throw new ParqueueError('storage_failed', `${said.table}: row ${said.rowId} may not be stored yet`);
    }
    if (reply.outcome === 'applied') timing.rowsWritten(said.table, 1, said.line.length);
    return reply;
  }

  return {
    async write(entries, drops) {
      await options.room.takeRows(entries.reduce((sum, { line }) => sum + line.length, 0));
      const late = await store.write(ENTRY_AREAS, async (transaction) => {
        await countDrops(transaction, clientId, drops);
        return writeEntries(transaction, { clientId, identity: identity(), tables, entries }, newId);
      });
      noteTime(entries);
      const outcomes = new Map<JournalEntry, ChangeOutcome>();
      for (const entry of late) outcomes.set(entry, (await change(entry)).outcome);
      return entries.map((entry) => outcomes.get(entry) ?? 'applied');
    },
    change,
    hurryAudio: () => timing.hurry(audioTables.map(({ name }) => name)),
  };
}
