import type { TableDefinition } from '@parqueue/schema';
import { metricsEvent } from '@parqueue/schema/presets';
import { buildGroups } from '../../../packages/relay/src/parquet/buildGroups.ts';
import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import {
  checkShard,
  type ExpectedShard,
  expectedShard,
} from '../../../packages/relay/src/parquet/checkShard.ts';
import { type MergeGroup, mergeShards } from '../../../packages/relay/src/parquet/mergeShards.ts';
import { offerRows } from '../../../packages/relay/src/rows/offerRows.ts';
import { readRows } from '../../../packages/relay/src/rows/readRows.ts';
import { checkValues, type ValueChecks } from '../../../packages/relay/src/values/checkValues.ts';
import { clips, events } from '../page/sampleTables.ts';

/** Prepares some work of the relay on a file, to be done again and again. What it returns is the size of what came of it, in bytes. */
type Prepare = (file: Uint8Array) => () => number;

/** So many shards go into one file. */
export const MERGED_COUNT = 200;

export const WORKS = {
  checkEvents: checking(events),
  checkAudio: checking(clips),
  eventValues: looking(events, 'all'),
  audioValues: looking(clips, 'all'),
  audioIdentities: looking(clips, 'identities-and-paths'),
  merge: (file) => {
    const expected = expectedShard(events);
    const groups = Array.from({ length: MERGED_COUNT }, () => groupsOf(file, expected)).flat();
    return () => {
      const merged = mergeShards(expected, groups, 'bench');
      return merged.read(0, merged.sizeBytes).length;
    };
  },
  readLines: (body) => () => readLines(body).length,
  buildLines: (body) => {
    const lines = bytesSource(readLines(body));
    const expected = expectedShard(metricsEvent);
    return () => mergeShards(expected, buildGroups([lines], expected), 'bench').sizeBytes;
  },
} satisfies Readonly<Record<string, Prepare>>;

export type Work = keyof typeof WORKS;

function checking(table: TableDefinition): Prepare {
  const expected = expectedShard(table);
  return (file) => () => {
    checkShard(bytesSource(file), expected);
    return file.length;
  };
}

/** What looking at values takes beyond looking at headers. */
function looking(table: TableDefinition, which: ValueChecks['which']): Prepare {
  const expected = expectedShard(table);
  return (file) => {
    const source = bytesSource(file);
    const facts = checkShard(source, expected);
    return () => {
      checkValues(source, facts, expected, { userId: '', which });
      return file.length;
    };
  };
}

function groupsOf(file: Uint8Array, expected: ExpectedShard): MergeGroup[] {
  const source = bytesSource(file);
  return checkShard(source, expected).groups.map((facts) => ({ facts, source }));
}

const OPERATOR = { kind: 'operator' } as const;
const readLines = (body: Uint8Array): Uint8Array =>
  offerRows(metricsEvent, readRows(metricsEvent, body, OPERATOR), OPERATOR, 0).bytes;
