import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentRows, type DemoRow } from '../src/demo/demoData.ts';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 6 });
  await demo.run('sync');
}, 120_000);
afterAll(() => demo.close());

interface Moment {
  time: string;
  after_ms: number;
  table: string;
  what: string;
}
const rowsOf = (name: string): DemoRow[] => {
  const found = demo.data.tables.find(({ table }) => table.name === name);
  return found === undefined ? [] : currentRows(found);
};
const iso = (value: unknown): string => (value as Date).toISOString();

it('[LK11] {002.01} a request is told from its first event to its last', async () => {
  const events = rowsOf('metrics_event');
  const id = events.find((row) => row['event_type'] === 'synthesis_complete')?.['request_id'] as string;
  const own = events
    .filter((row) => row['request_id'] === id)
    .map((row) => [iso(row['timestamp']), 'metrics_event', row['event_type']] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const got = await demo.json<Moment[]>('trace', id);
  expect(got.map(({ time, table, what }) => [time, table, what])).toEqual(own);
  expect(got.at(-1)?.after_ms).toBe(Date.parse(own.at(-1)?.[0] ?? '') - Date.parse(own[0]?.[0] ?? ''));
  expect(own.length).toBeGreaterThanOrEqual(4);
});

it('[LK11] {002.01} a job is told with its lines, and each stage at its begin and end, in each zone', async () => {
  const manifests = rowsOf('stage_manifest');
  const id = manifests.find((row) => row['status'] === 'failed' || row['stage'] === 'subtitle')?.[
    'job_id'
  ] as string;
  const stages = manifests.filter((row) => row['job_id'] === id);
  const lines = rowsOf('log_line').filter((row) => row['job_id'] === id);
  const expected = [
    ...lines.map((row) => `${iso(row['timestamp'])} [${row['logger']}] [${row['level']}] ${row['message']}`),
    ...stages.map((row) => `${iso(row['timestamp'])} stage ${row['stage']} begins`),
    ...stages
      .filter((row) => row['completed_at'])
      .map((row) => `${iso(row['completed_at'])} stage ${row['stage']}: ${row['status']}`),
  ];
  const got = await demo.json<Moment[]>('trace', id);
  expect(got.map(({ time, what }) => `${time} ${what}`).sort()).toEqual(expected.sort());
  expect(got.map(({ time }) => time)).toEqual(got.map(({ time }) => time).sort());
  const first = Date.parse(got[0]?.time ?? '');
  for (const [tz, hours] of [
    ['UTC', 0],
    ['Asia/Riyadh', 3],
    ['America/New_York', -5],
  ] as const)
    expect((await demo.run('trace', id, '--tz', tz)).stdout.split('\n')[1]).toMatch(
      new RegExp(
        `^${new Date(first + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} +\\+0\\.000s `,
      ),
    );
});

it('[LK11] an id that nothing bears ends with 3', async () => {
  const none = await demo.run('trace', 'nothing');
  expect([none.exitCode, none.stdout, none.stderr]).toEqual([
    3,
    'nothing\n',
    expect.stringContaining('bears the id nothing'),
  ]);
  expect((await demo.run('trace')).exitCode).toBe(2);
});
