import type { Cells } from '@parqueue/schema';
import { metricsEvent } from '@parqueue/schema/presets';
import { parquetMetadata } from 'hyparquet';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { checkShard, expectedShard } from '../../packages/relay/src/parquet/checkShard.ts';
import { mergeShards } from '../../packages/relay/src/parquet/mergeShards.ts';
import { writeShard } from '../support/realShards.ts';
import { cellsOf, dayOfEvents, randomIdBytes } from './eventBytes/dayOfEvents.ts';
import { sqliteBytes } from './eventBytes/sqliteBytes.ts';
import type { Figure } from './figure.ts';

const SEED = 2026;
const EVENT_COUNT = 100_000;
/** `flushAt` of a page that waits for rows. */
const SHARD_ROWS = 1_000;
/** So few columns make most of the bytes. */
const COLUMNS_SHOWN = 8;

/** What an event takes: on its way, in the dataset, written anew, and in SQLite. */
export async function eventBytesFigures(): Promise<Figure[]> {
  const events = dayOfEvents(EVENT_COUNT, SEED);
  const rows = cellsOf(events, SEED);
  const shards: Uint8Array[] = [];
  for (let at = 0; at < rows.length; at += SHARD_ROWS)
    shards.push(await writeShard('parquet-wasm', metricsEvent, rows.slice(at, at + SHARD_ROWS)));
  const merged = mergedOf(shards);
  const whole = await writeShard('parquet-wasm', metricsEvent, rows);
  const sqlite = { name: 'SQLite with the three indexes, vacuumed', value: sqliteBytes(rows) / rows.length };
  const figure = (name: string, sizeBytes: number, goal?: string): Figure => ({
    ...{ name, value: sizeBytes / rows.length, unit: 'bytes an event', reference: sqlite },
    ...(goal !== undefined && { goal }),
  });
  const sent = shards.reduce((sum, { length }) => sum + length, 0);
  return [
    figure(`in shards of ${SHARD_ROWS} rows, as they are sent`, sent, '≤ 55'),
    figure('those merged into one file by the relay', merged.length, '≤ 30'),
    figure('all written anew by the same writer', whole.length),
    figure('of it random ids, which no encoding makes smaller', randomIdBytes(events)),
    ...columnFigures('of the shards', shards, rows),
    ...columnFigures('of the merged file', [merged], rows),
    ...columnFigures('of what is written anew', [whole], rows),
  ];
}

function mergedOf(shards: readonly Uint8Array[]): Uint8Array {
  const expected = expectedShard(metricsEvent);
  const groups = shards
    .map(bytesSource)
    .flatMap((source) => checkShard(source, expected).groups.map((facts) => ({ facts, source })));
  const file = mergeShards(expected, groups, 'bench');
  return file.read(0, file.sizeBytes);
}

/** The columns that take most, and what is no column: footers and indexes of pages. */
function columnFigures(which: string, files: readonly Uint8Array[], rows: readonly Cells[]): Figure[] {
  const bytesOf = new Map<string, number>();
  let columnBytes = 0;
  for (const file of files) {
    const { row_groups } = parquetMetadata(
      file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer,
    );
    for (const { columns } of row_groups)
      for (const { meta_data } of columns) {
        const name = meta_data?.path_in_schema.join('.') ?? '';
        const sizeBytes = Number(meta_data?.total_compressed_size);
        bytesOf.set(name, (bytesOf.get(name) ?? 0) + sizeBytes);
        columnBytes += sizeBytes;
      }
  }
  const all = files.reduce((sum, { length }) => sum + length, 0);
  const largest = [...bytesOf].toSorted(([, a], [, b]) => b - a).slice(0, COLUMNS_SHOWN);
  return [...largest, ['footers and indexes', all - columnBytes] as const].map(([name, sizeBytes]) => ({
    ...{ name: `${which}: ${name}`, value: sizeBytes / rows.length, unit: 'bytes an event' },
  }));
}
