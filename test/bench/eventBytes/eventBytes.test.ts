import { metricsEvent } from '@parqueue/schema/presets';
import { expect, test } from 'vitest';
import { bytesSource } from '../../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../../packages/relay/src/parquet/checkShard.ts';
import { mergeShards } from '../../../packages/relay/src/parquet/mergeShards.ts';
import { writeShard } from '../../support/realShards.ts';
import { cellsOf, dayOfEvents, randomIdBytes } from './dayOfEvents.ts';
import { sqliteBytes } from './sqliteBytes.ts';

test('{002.08} a stretch of events takes less than 55 bytes each as it is sent, less merged, and a sixth of SQLite', async () => {
  const events = dayOfEvents(4_000, 7);
  const rows = cellsOf(events, 7);
  const expected = expectedShard(metricsEvent);
  const shards = await Promise.all(
    [0, 1, 2, 3].map((i) => writeShard('parquet-wasm', metricsEvent, rows.slice(i * 1_000, (i + 1) * 1_000))),
  );
  const groups = shards
    .map(bytesSource)
    .flatMap((source) => checkShard(source, expected).groups.map((facts) => ({ facts, source })));
  const sent = shards.reduce((sum, { length }) => sum + length, 0) / rows.length;
  const merged = mergeShards(expected, groups, 'test').sizeBytes / rows.length;
  expect(sent).toBeLessThan(55);
  expect(merged).toBeLessThan(sent);
  expect(sqliteBytes(rows) / rows.length / merged).toBeGreaterThan(6);
  // 100,000 of them a day are less than a fifth of the gigabyte a month that was allowed for.
  expect((merged * 100_000 * 30) / 1e9).toBeLessThan(0.2);
  expect(randomIdBytes(events) / rows.length).toBeLessThan(merged);
});

test('a seed gives the same day, in the order of time, and another seed another', () => {
  const day = dayOfEvents(500, 1);
  expect(dayOfEvents(500, 1)).toEqual(day);
  expect(dayOfEvents(500, 2)).not.toEqual(day);
  expect(day.map(({ timestamp }) => timestamp)).toEqual(
    day.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b),
  );
  expect(new Set(day.map(({ event_type }) => event_type))).toEqual(
    new Set(['synthesis_queued', 'synthesis_started', 'synthesis_complete', 'cache_hit']),
  );
});
