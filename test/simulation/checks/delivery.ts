import type {
  CounterRecord,
  JournalRecord,
  ReceiptRecord,
  ShardRecord,
} from '../../../packages/sdk/src/store/records.ts';
import { isPromised, type ModelChange, type ModelRow } from '../model.ts';
import { placeOf, type RelayShard } from '../relayModel.ts';
import { simulatedTables } from '../tables.ts';
import type { World } from '../world.ts';
import type { WrittenRow } from '../writers.ts';

interface Delivered {
  readonly shard: RelayShard;
  readonly cells: WrittenRow;
}

/** What the relay has at the end, against what was said and promised: R2, R3, and what is in each row. */
export function deliveryProblems(world: World): string[] {
  const delivered = new Map<string, Delivered[]>();
  for (const shard of world.relay.shards.values()) {
    for (const cells of shard.rows) {
      const text = String(cells['text']);
      delivered.set(text, [...(delivered.get(text) ?? []), { shard, cells }]);
    }
  }
  const { rows } = world.model;
  const foreign = [...delivered.keys()].filter((text) => !rows.has(text));
  const ended = endedRows(world);
  const isWaiting = waitingLines(world);
  return [
    ...foreign.map((text) => `[R3] the relay has a row ${text} that nobody said`),
    ...[...rows.values()].flatMap((row) =>
      rowProblems(withoutWaiting(row, isWaiting), delivered.get(row.text) ?? [], ended),
    ),
    ...[...world.relay.shards.values()].flatMap(shardProblems),
    ...dropProblems(world),
  ];
}

/**
 * Whether a tag lies in the journal. At rest nothing does: what is there now was written by a page as it closed, such as one whose core came
 * only then, and goes with the next visit.
 */
function waitingLines({ disk }: World): (row: ModelRow, tag: string) => boolean {
  const entries = disk.list('journal', []).flatMap(({ value }) => (value as JournalRecord).entries);
  return ({ rowId }, tag) =>
    entries.some((entry) => entry.rowId === rowId && new RegExp(`\\b${tag}\\b`).test(entry.line));
}

/** The row without promises of tags that are still on their way. */
function withoutWaiting(row: ModelRow, isWaiting: ReturnType<typeof waitingLines>): ModelRow {
  const soften = (change: ModelChange): ModelChange =>
    change.tag !== undefined && change.outcome === 'applied' && isWaiting(row, change.tag)
      ? { ...change, outcome: 'unknown' }
      : change;
  return { ...row, changes: row.changes.map(soften) };
}

/** Rows that will not arrive, and are counted as such. */
function endedRows({ disk }: World): Set<string> {
  const dead = disk.list('shards', []).map(({ value }) => value as ShardRecord);
  const settled = disk.list('receipts', []).map(({ value }) => value as ReceiptRecord);
  return new Set([
    ...dead.filter(({ state }) => state === 'dead').flatMap(({ rows }) => rows.map(({ rowId }) => rowId)),
    ...settled.filter(({ state }) => state === 'dead' || state === 'lost').flatMap(({ rowIds }) => rowIds),
  ]);
}

/** What was refused at the door is counted once, whoever tells of it again. */
function dropProblems({ disk, model }: World): string[] {
  return disk.list('counters', []).flatMap(({ key, value }) => {
    const table = String(key[0]);
    const counted = (value as CounterRecord).dropped.invalid ?? 0;
    const said = model.refusedCounts.get(table) ?? 0;
    return counted > said ? [`[R1] ${table}: ${counted} rows are counted as invalid, ${said} were said`] : [];
  });
}

function rowProblems(row: ModelRow, came: readonly Delivered[], ended: ReadonlySet<string>): string[] {
  const revisions = came.map(({ cells }) => Number(cells['revision'] ?? 0));
  const twice = revisions.find((revision, i) => revisions.indexOf(revision) !== i);
  if (twice !== undefined)
    return [
      `[R3] ${row.text} revision ${twice} is at the relay more than once (${came.map(({ shard }) => shard.shardId)})`,
    ];
  if (came.length === 0)
    return isPromised(row) && !ended.has(row.rowId)
      ? [`[R2] ${row.text} was stored at ${row.storedAt} and is neither delivered nor counted as lost`]
      : [];
  const last = came
    .toSorted((a, b) => Number(a.cells['revision'] ?? 0) - Number(b.cells['revision'] ?? 0))
    .at(-1);
  // What was said last may be in a revision that the relay refused or lost; that one is counted.
  const content = contentProblems(row, last as Delivered).filter(
    (problem) => !(ended.has(row.rowId) && problem.startsWith('[R2]')),
  );
  return [...content, ...placeProblems(row, came)];
}

function contentProblems(row: ModelRow, { cells, shard }: Delivered): string[] {
  const problems: string[] = [];
  const table = Object.values(simulatedTables).find(({ name }) => name === row.table);
  if (cells['user_id'] !== shard.userId)
    problems.push(`[SD7] ${row.text} has the id ${cells['user_id']} in a shard of ${shard.userId}`);
  if (table?.revisions && cells['row_id'] !== row.rowId) problems.push(`[R3] ${row.text} has another row_id`);
  const tags = cells['tags'] === null ? [] : (JSON.parse(String(cells['tags'])) as string[]);
  for (const change of row.changes) problems.push(...tagProblems(row, change, tags));
  const stray = tags.find((tag) => !row.changes.some((change) => change.tag === tag));
  if (stray !== undefined) problems.push(`[R3] ${row.text} has ${stray}, which nobody said of it`);
  const step = cells['step'] ?? undefined;
  if (!possibleSteps(row).has(step as number | undefined))
    problems.push(`[R2] ${row.text} has step ${step}, of ${JSON.stringify(row.changes)}`);
  return problems;
}

function tagProblems(
  { text, table }: ModelRow,
  { tag, outcome }: ModelChange,
  tags: readonly string[],
): string[] {
  if (tag === undefined) return [];
  const count = tags.filter((one) => one === tag).length;
  if (count > 1) return [`[R3] ${text} has ${tag} ${count} times`];
  if (outcome === 'applied' && count === 0) return [`[R2] ${text} is without ${tag}, which was applied`];
  if (outcome === 'sealed' && hasRevisions(table)) return [`[RV1] ${text}: ${tag} was told to be too late`];
  // One that was told to be too late may be in: its page wrote it as it was hidden, too, and another tab sealed the row with it.
  return outcome === 'refused' && count > 0 ? [`[SD1] ${text} has ${tag}, which was refused`] : [];
}

const hasRevisions = (name: string): boolean =>
  Object.values(simulatedTables).some((table) => table.name === name && table.revisions);

/** The last value that was applied, or one after it of which nobody was told. */
function possibleSteps({ changes }: ModelRow): Set<number | undefined> {
  let possible = new Set<number | undefined>([undefined]);
  for (const { step, outcome } of changes) {
    if (step === undefined || outcome === 'refused') continue;
    possible = outcome === 'applied' ? new Set([step]) : new Set([...possible, step]);
  }
  return possible;
}

function placeProblems({ place, text }: ModelRow, came: readonly Delivered[]): string[] {
  if (place === undefined) return [];
  const isTrue = came.some(
    ({ shard }) =>
      JSON.stringify(placeOf(shard)) === JSON.stringify({ commit: place.commit, path: place.path }),
  );
  return isTrue ? [] : [`[R5] ${text} was told to be committed in ${place.path}, where it is not`];
}

/** Rows of a shard are of one page life, in the order of their appends. Later revisions of them are of the life of an engine, in the order of the changes. */
function shardProblems({ shardId, rows: all }: RelayShard): string[] {
  const rows = all.filter(({ revision }) => !revision);
  const numbers = rows.map(({ text }) => Number(String(text).split('/')[2]));
  const pages = new Set(rows.map(({ text }) => String(text).split('/')[0]));
  if (pages.size > 1) return [`[SD7] shard ${shardId} has rows of ${[...pages]}`];
  const isOrdered = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number));
  return isOrdered ? [] : [`[SD4] the rows of shard ${shardId} are out of order: ${numbers}`];
}
