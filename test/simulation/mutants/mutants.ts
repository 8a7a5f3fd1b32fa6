import type { Patch } from '../bundle.ts';

/** A defect made on purpose: text of a source, and what it becomes. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

const SDK = 'packages/sdk/src/';
const mutant = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  patches: [{ file: SDK + file, find, replace }],
});

/** Defects that an SDK like this has had somewhere, and a few that this one could get. */
export const MUTANTS: readonly Mutant[] = [
  mutant(
    'the outbox acknowledges whatever is in it, not what was written',
    'page/outbox.ts',
    'items.splice(0, batch.length);',
    'items.splice(0, items.length);',
  ),
  {
    name: 'the outbox pops rows before they are written',
    patches: [
      {
        file: `${SDK}page/outbox.ts`,
        find: 'const batch = items.slice(0, BATCH_ENTRIES);',
        replace: 'const batch = items.splice(0, BATCH_ENTRIES);',
      },
      { file: `${SDK}page/outbox.ts`, find: 'items.splice(0, batch.length);', replace: '' },
    ],
  },
  {
    name: '`stored` resolves before the store has the row',
    patches: [
      {
        file: `${SDK}page/outbox.ts`,
        find: 'const outcomes = await (await engine()).write(',
        replace: 'const outcomes: ChangeOutcome[] = []; void (await engine()).write(',
      },
      {
        file: `${SDK}page/outbox.ts`,
        find: 'told.map(([, notice]) => notice),\n    );',
        replace: 'told.map(([, notice]) => notice),\n    ).catch(() => {});',
      },
    ],
  },
  mutant(
    'the local copy is deleted before the receipt',
    'engine/sender.ts',
    'const answer = await transport.putShard(',
    'await ledger.accept(shardId, now());\n    const answer = await transport.putShard(',
  ),
  mutant(
    'a receipt of another shard, from a confused proxy, counts for this one',
    'upload/fetchTransport.ts',
    '(body) => receiptOf(shard, parser(receiptSchema)(body)),',
    'parser(receiptSchema),',
  ),
  mutant('the exit write has no explicit commit', 'entry/exitWriter.ts', 'transaction.commit();', ''),
  mutant('a page that leaves writes nothing', 'page/exitWrite.ts', 'if (!mayWrite()) return;', 'return;'),
  mutant(
    'whoever waits for the lock of a frozen page waits for ever',
    'engine/withLock.ts',
    'AbortSignal.timeout(LOCK_TIMEOUT_MS)',
    'new AbortController().signal',
  ),
  mutant(
    'the lock of the flush is kept until the page ends',
    'engine/withLock.ts',
    'return work();\n  };',
    'return work().then(() => new Promise<never>(() => {}));\n  };',
  ),
  mutant(
    'sealed rows stay in the journal',
    'engine/sealShard.ts',
    'takeOut(transaction, candidate, sealed),\n        transaction',
    'transaction',
  ),
  mutant(
    'sealing does not look whether the journal has moved',
    'engine/sealShard.ts',
    'if (await hasMoved(transaction, candidate, sealed)) return false;',
    '',
  ),
  mutant(
    'sealing does not look what another tab has sealed',
    'engine/sealShard.ts',
    'if (seqs === undefined || JSON.stringify(seqs.sealed) !== JSON.stringify(candidate.sealed))\n        return false;',
    'if (seqs === undefined) return false;',
  ),
  mutant(
    'a receipt is settled whatever its state is',
    'engine/shardLedger.ts',
    'if (receipt?.state !== from) return undefined;',
    'if (receipt === undefined) return undefined;',
  ),
  mutant(
    'rows that are written again are counted again',
    'journal/writeEntries.ts',
    'appended: seqCount(stored) - seqCount(seqs.stored)',
    'appended: entries.filter(({ change }) => change === 0).length',
  ),
  mutant(
    'drops that are told again are counted again',
    'journal/countDrops.ts',
    'const fresh = total - (seqs.dropped?.[reason] ?? 0);',
    'const fresh = total;',
  ),
  mutant(
    'rows that are stored already are stored again',
    'journal/writeEntries.ts',
    'if (isRow && (hasSeq(seqs.stored, entry.seq) || fresh.has(entry.seq))) continue;',
    '',
  ),
  mutant(
    'numbers of rows begin anew with each page, under the same id',
    'entry/createLogger.ts',
    'const clientId = () => (client ??= newId());',
    "const clientId = () => (client ??= '01a0c450-0000-7000-8000-000000000000');",
  ),
  mutant(
    'a shard that is too large is taken apart without asking the relay',
    'engine/sender.ts',
    'fate = await lookBeforeUnseal(shardId, held, fate.kind);',
    'void lookBeforeUnseal;',
  ),
  mutant(
    'a shard that is taken apart forgets which changes are in its rows',
    'engine/shardLedger.ts',
    'entries: rows.map((row) => ({ ...row, table, change: 0 })),',
    'entries: rows.map((row) => ({ ...row, folded: [], table, change: 0 })),',
  ),
  mutant(
    'tries end after the fifth',
    'engine/flushGate.ts',
    'export function gateWaitMs({ closedAt, delayMs }: FlushGate, now: number): number {',
    'export function gateWaitMs({ attempt, closedAt, delayMs }: FlushGate, now: number): number {\n  if (attempt >= 5) return RETRY_MAX_MS;',
  ),
  mutant(
    '`retryable` is ignored',
    'upload/shardFate.ts',
    'if (!retryable) return { kind',
    'if (retryable || !retryable) return { kind',
  ),
  mutant(
    'a proxy that says 403 makes a dead letter',
    'upload/shardFate.ts',
    "if (answer.status === 413 && rowCount > 1) return { kind: 'split' };",
    "if (answer.status === 413 && rowCount > 1) return { kind: 'split' };\n    if (answer.status === 403) return { kind: 'dead', reason: answer.reason };",
  ),
  mutant(
    'what a page wrote at its end is deleted though taking it in failed',
    'journal/absorbExits.ts',
    'failures.push(error);',
    "failures.push(error);\n      await store.write(['exits'], (transaction) => transaction.delete('exits', key)).catch(() => {});",
  ),
  mutant(
    'a change of a row that was sent is made again each time it is said',
    'engine/reviseRow.ts',
    "if (sent.row.folded.includes(change.change)) return { outcome: 'applied', kept: [] };\n  if (!sent",
    'if (!sent',
  ),
  mutant(
    'a new revision forgets which changes are in it',
    'engine/reviseRow.ts',
    'folded: [...sent.row.folded, change],',
    'folded: [],',
  ),
];
