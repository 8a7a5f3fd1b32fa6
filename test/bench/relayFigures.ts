import type { Cells, TableDefinition } from '@parqueue/schema';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import {
  checkShard,
  type ExpectedShard,
  expectedShard,
} from '../../packages/relay/src/parquet/checkShard.ts';
import { type MergeGroup, mergeShards } from '../../packages/relay/src/parquet/mergeShards.ts';
import { checkValues, type ValueChecks } from '../../packages/relay/src/values/checkValues.ts';
import { readFlacClip, writeShard } from '../support/realShards.ts';
import { clipCell } from '../support/shardSamples.ts';
import type { Figure } from './figure.ts';
import { CLIP_BYTES, clips, eventRows, events } from './page/sampleTables.ts';
import { leastProcessorMs } from './processorMs.ts';
import { rowFigures } from './rowFigures.ts';

const ROUNDS = 30;
/** Of each kind, so that one round is long enough to be measured. */
const SHARD_COUNT = 200;
const MEBIBYTE = 1024 * 1024;

/** What the relay does with the bytes of a shard, in Node: workerd's clock stands still while it computes. */
export async function relayFigures(): Promise<Figure[]> {
  const event = await writeShard('parquet-wasm', events, eventRows(100));
  const sounds = Array.from({ length: 10 }, (_, i): Cells => [clipCell(CLIP_BYTES, i), `clip ${i}`, i]);
  const audio = await writeShard('parquet-wasm', clips, sounds, readFlacClip);
  return [
    {
      name: 'a shard of 100 events of 20 columns, checked',
      value: checkMs(event, events),
      unit: 'ms',
      goal: '≤ 0.1',
    },
    { name: 'a shard of 3 MB of audio, checked', value: checkMs(audio, clips), unit: 'ms', goal: '≤ 0.5' },
    { name: 'the same events, all their values', value: valuesMs(event, events, 'all'), unit: 'ms' },
    { name: 'the same audio, all its values', value: valuesMs(audio, clips, 'all'), unit: 'ms' },
    {
      name: 'the same audio, identities and paths alone',
      value: valuesMs(audio, clips, 'identities-and-paths'),
      unit: 'ms',
    },
    ...mergeFigures(event, events),
    ...rowFigures(),
  ];
}

/** What looking at values takes beyond looking at headers. */
function valuesMs(file: Uint8Array, table: TableDefinition, which: ValueChecks['which']): number {
  const expected = expectedShard(table);
  const source = bytesSource(file);
  const facts = checkShard(source, expected);
  return perShard(() => checkValues(source, facts, expected, { userId: '', which }));
}

function checkMs(file: Uint8Array, table: TableDefinition): number {
  const expected = expectedShard(table);
  return perShard(() => void checkShard(bytesSource(file), expected));
}

const perShard = (work: () => void): number =>
  leastProcessorMs(ROUNDS, () => {
    for (let i = 0; i < SHARD_COUNT; i++) work();
  }) / SHARD_COUNT;

function mergeFigures(file: Uint8Array, table: TableDefinition): Figure[] {
  const expected = expectedShard(table);
  const groups = groupsOf(file, expected);
  const merge = () => {
    const merged = mergeShards(expected, groups, 'bench');
    merged.read(0, merged.sizeBytes);
    return merged.sizeBytes;
  };
  const mergeMs = leastProcessorMs(ROUNDS, merge) / SHARD_COUNT;
  return [
    { name: `${SHARD_COUNT} such shards into one file, each`, value: mergeMs, unit: 'ms', goal: '≤ 0.15' },
    { name: 'that file', value: merge() / MEBIBYTE, unit: 'MiB' },
  ];
}

function groupsOf(file: Uint8Array, expected: ExpectedShard): MergeGroup[] {
  return Array.from({ length: SHARD_COUNT }, () => bytesSource(file)).flatMap((source) =>
    checkShard(source, expected).groups.map((facts) => ({ facts, source })),
  );
}
