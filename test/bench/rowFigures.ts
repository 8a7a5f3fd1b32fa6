import { metricsEvent } from '@parqueue/schema/presets';
import { buildGroups } from '../../packages/relay/src/parquet/buildGroups.ts';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { mergeShards } from '../../packages/relay/src/parquet/mergeShards.ts';
import { offerRows } from '../../packages/relay/src/rows/offerRows.ts';
import { readRows } from '../../packages/relay/src/rows/readRows.ts';
import type { Figure } from './figure.ts';
import { leastProcessorMs } from './processorMs.ts';

const ROUNDS = 10;
const ROW_COUNT = 10_000;
const OPERATOR = { kind: 'operator' } as const;

/** What the relay does with rows that come without the SDK, in Node. */
export function rowFigures(): Figure[] {
  const body = new TextEncoder().encode(Array.from({ length: ROW_COUNT }, (_, i) => eventLine(i)).join(''));
  const expected = expectedShard(metricsEvent);
  const read = () => offerRows(metricsEvent, readRows(metricsEvent, body, OPERATOR), OPERATOR, 0).bytes;
  const lines = bytesSource(read());
  const build = () => mergeShards(expected, buildGroups([lines], expected), 'bench').sizeBytes;
  return [
    {
      name: '1,000 rows of 24 columns that came as JSON lines, checked',
      value: (leastProcessorMs(ROUNDS, read) * 1000) / ROW_COUNT,
      unit: 'ms',
    },
    {
      name: 'the same, built into Parquet',
      value: (leastProcessorMs(ROUNDS, build) * 1000) / ROW_COUNT,
      unit: 'ms',
    },
    { name: 'a row of them in the spool', value: lines.sizeBytes / ROW_COUNT, unit: 'bytes' },
    { name: 'a row of them in the file', value: build() / ROW_COUNT, unit: 'bytes' },
  ];
}

function eventLine(i: number): string {
  const id = (i * 2654435761).toString(16).padStart(16, '0');
  const row = {
    row_id: `0197c0de-0000-7abc-8def-${id.slice(-12)}`,
    timestamp: 1_770_083_445_000 + i * 37,
    event_type: 'request_complete',
    endpoint: '/v1/datasets/:dataset/shards',
    method: 'GET',
    status_code: 200,
    duration_ms: i % 57,
    request_id: id,
  };
  return `${JSON.stringify(row)}\n`;
}
