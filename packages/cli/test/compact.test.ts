import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countRows } from '../../../test/careKills/countRows.ts';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';

let demo: OpenDemo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(() => demo.close());

describe('compact', () => {
  it('[CR1] [CR2] changes nothing without --apply; then every row is in fewer files, and a second run does nothing', async () => {
    const before = await countRows(demo.dir);
    const planned = await demo.json<{ files: number }[]>('compact');
    expect(planned.length).toBeGreaterThan(5);
    expect((await demo.run('compact')).stderr).toContain('younger than a day are left alone');
    expect(await demo.json('compact')).toEqual(planned);
    const done = await demo.json<{ files: number }[]>('compact', '--apply');
    expect(done.map(({ files }) => files)).toEqual(planned.map(({ files }) => files));
    expect(await countRows(demo.dir)).toEqual(before);
    expect(await demo.json('compact', '--apply')).toEqual([]);
  });

  it('[CR3] with --fold the rows as they are now stay the same', async () => {
    const ask = () => demo.json('sql', 'SELECT * EXCLUDE (_file, _row) FROM play_history ORDER BY row_id');
    const before = await ask();
    expect((await demo.run('compact', '--apply', '--fold')).exitCode).toBe(0);
    await demo.run('sync');
    expect(await ask()).toEqual(before);
  });

  it('[CR4] does nothing while the relay is in doubt', async () => {
    const before = await countRows(demo.dir);
    const said = async () => Response.json({ state: 'degraded', problems: [], datasets: [] });
    const run = await demo.runWith({ fetch: said }, 'compact', '--apply', '--relay', 'http://127.0.0.1:9');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('the relay is degraded');
    expect(await countRows(demo.dir)).toEqual(before);
  });
});
