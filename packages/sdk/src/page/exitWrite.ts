import type { TableDefinition } from '@parqueue/schema';
import type { ExitWriter } from '../entry/exitWriter.ts';
import type { Identity } from '../store/records.ts';
import type { FoundChanges } from './foundChanges.ts';
import type { Outbox } from './outbox.ts';

export interface ExitWriteParts {
  readonly outbox: Pick<Outbox, 'waiting'>;
  readonly changes: Pick<FoundChanges, 'waiting'>;
  readonly exits: Pick<ExitWriter, 'write'>;
  readonly tables: readonly TableDefinition[];
  readonly identity: () => Identity | null;
  /** What the engine holds in memory alone is sent by it alone: written here, too, a later visit would send it again. */
  readonly mayWrite: () => boolean;
}

/** Writes what is not stored. A page that leaves is told so up to three times: what is under way is not written again. */
export function createExitWrite({ outbox, changes, exits, tables, identity, mayWrite }: ExitWriteParts) {
  /** What went out already. */
  const written = new WeakSet<object>();
  const isNew = (one: object) => !written.has(one);

  return () => {
    if (!mayWrite()) return;
    const waiting = outbox.waiting();
    const entries = waiting.entries.filter(isNew);
    const drops = waiting.drops.filter(isNew);
    const found = changes.waiting().filter(isNew);
    const all = [...entries, ...drops, ...found];
    if (all.length === 0) return;
    for (const one of all) written.add(one);
    exits.write({ identity: identity(), tables, entries, drops, changes: found }, () => {
      for (const one of all) written.delete(one);
    });
  };
}
