import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cells, encodeRow } from '@parqueue/schema';
import { metricsEvent } from '@parqueue/schema/presets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEventRecorder } from '../../packages/sdk/src/recorders/events/buildEventRecorder.ts';
import { fakeDoor } from '../../packages/sdk/src/testing/fakeDoor.ts';
import { fakeEventPlatform } from '../../packages/sdk/src/testing/fakeEventPlatform.ts';
import { queryDataset } from '../support/dataset.ts';
import { writeShard } from '../support/realShards.ts';
import { playReader } from './findBug/playReader.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/recorders/FIND-A-BUG.md'), 'utf8');

/** Each query, the dataset that it is of, and the answer below it. */
const steps = [...page.matchAll(/^```sql (\w+)\n(.*?)^```\n\n```text\n(.*?)^```$/gms)].map(
  ([, dataset, sql, answer]) => ({ dataset: String(dataset), sql: String(sql), answer: String(answer) }),
);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-bug-'));
  await writeLog(join(dir, 'before'), false);
  await writeLog(join(dir, 'after'), true);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** The dataset of a reader with the bug, or without. */
async function writeLog(datasetDir: string, tellsJumps: boolean): Promise<void> {
  const platform = fakeEventPlatform();
  const door = fakeDoor(metricsEvent);
  const rows: Cells[] = [];
  const append: typeof door.append = (row) => {
    // As the logger fills them in.
    const cells = encodeRow(metricsEvent, { timestamp: platform.now(), ...row });
    rows.push([...cells.slice(0, -2), `row-${rows.length}`, 0]);
    return door.append(row);
  };
  playReader(buildEventRecorder({ ...door, append }, {}, platform), platform, tellsJumps);
  expect(door.refusals).toEqual([]);
  const folder = join(datasetDir, 'data/metrics_event/2026-02-03');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.parquet'), await writeShard('parquet-wasm', metricsEvent, rows));
}

test('{002.27} the page about the bug has queries of the log before and after', () => {
  expect(steps.map(({ dataset }) => dataset)).toEqual([
    'before',
    'before',
    'before',
    'after',
    'after',
    'after',
  ]);
});

test.each(steps)(
  '{002.27} {002.28} what the page says of the log $dataset is what DuckDB answers to $sql',
  async ({ dataset, sql, answer }) => {
    const rows = await queryDataset(join(dir, dataset), sql);
    expect(tableOf(rows)).toBe(answer);
  },
);

/** Columns two spaces apart, as the page has them. */
function tableOf(rows: Awaited<ReturnType<typeof queryDataset>>): string {
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))];
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((text, i) => text.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
