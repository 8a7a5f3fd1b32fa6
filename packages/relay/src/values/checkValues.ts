import type { ByteSource } from '../parquet/byteSource.ts';
import type { ExpectedShard } from '../parquet/checkShard.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { GroupFacts, ShardFacts } from '../parquet/shardFacts.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { checkColumn } from './checkColumn.ts';
import { checkNesting, type SeenGroups } from './checkNesting.ts';
import { flawOfIdentity, type ValueRule } from './valueRules.ts';

export interface ValueChecks {
  /** Of the shard's identity proof. */
  readonly userId: string;
  /** `all`, or only what could speak for somebody else, or reach for the reader's machine: `user_id` and the paths of audio. */
  readonly which: 'all' | 'identities-and-paths';
}

const ALWAYS: ReadonlySet<ValueRule['of']> = new Set(['identity', 'clip', 'path']);

/**
 * Checks a shard by value, a page at a time: what its headers cannot show would spoil a merged file for everyone whose rows are in it.
 *
 * @param facts what its headers showed, which were sound
 * @returns how many clips it holds
 * @throws {InvalidShard}
 */
export function checkValues(
  source: ByteSource,
  { groups }: ShardFacts,
  expected: ExpectedShard,
  checks: ValueChecks,
): number {
  const identity: ValueRule = { of: 'identity', flawOf: flawOfIdentity(checks.userId) };
  const rules = expected.rules.map((rule) => (rule.of === 'identity' ? identity : rule));
  return groups.reduce(
    (clipCount, group, i) => clipCount + checkGroup(source, group, i, { ...expected, rules }, checks.which),
    0,
  );
}

function checkGroup(
  source: ByteSource,
  { columns, rowCount }: GroupFacts,
  index: number,
  { leaves, rules, nesting }: ExpectedShard,
  which: ValueChecks['which'],
): number {
  const seen: SeenGroups = new Map();
  let clipCount = 0;
  let clips: Uint8Array | undefined;
  columns.forEach((column, i) => {
    const [leaf, rule] = [leaves[i], rules[i]];
    if (leaf === undefined || rule === undefined || (which !== 'all' && !ALWAYS.has(rule.of))) return;
    const place: Place = {
      get where() {
        return `row group ${index}: column ${leaf.path.join('.')}`;
      },
    };
    // Whether sound is sound matters where everything does.
    const looksAt = which === 'all' || rule.of !== 'clip' ? rule : undefined;
    const levels = checkColumn(source, column, leaf, looksAt, place);
    const own = nesting[i];
    if (own !== undefined) checkNesting(levels, own, rowCount, seen, place);
    if (rule.of === 'clip') {
      clips = levels.definitions;
      clipCount += clips.reduce((sum, level) => sum + Number(level === leaf.maxDefinition), 0);
    }
    if (rule.of === 'path') refusePathsAlone(levels.definitions, clips, leaf.maxDefinition, place);
  });
  return clipCount;
}

/** A path without bytes would be opened where the dataset is read. */
function refusePathsAlone(
  paths: Uint8Array,
  clips: Uint8Array | undefined,
  present: number,
  place: Place,
): void {
  if (paths.some((level, i) => level === present && clips?.[i] !== present))
    throw new InvalidShard('value_invalid', `${place.where} has a path where there is no audio`);
}
