import { expect, test } from 'vitest';
import { startRig } from '../testing/engineRig.ts';
import { notes } from '../testing/tables.ts';
import { startForgetting } from './startForgetting.ts';

test('[ND8] a process that runs for long forgets what it delivered, as late as it was told, and nothing before', async () => {
  const rig = await startRig();
  const { store, time, engine } = rig;
  const keptMs = 4 * 3_600_000;
  const stop = startForgetting({ store, now: time.now, schedule: time.schedule, keptMs });
  await engine.write([rig.entry(0, 'one', notes)], []);
  const flushing = engine.flush('committed');
  await time.advance(5_000);
  rig.relay.commitAll();
  await time.advance(20_000);
  await flushing;
  const counts = async () =>
    store.read(['receipts', 'kept'], async (t) => [
      (await t.keys('receipts')).length,
      (await t.keys('kept')).length,
    ]);
  await time.advance(3_000_000);
  expect(await counts()).toEqual([1, 1]);
  await time.advance(1_800_000);
  expect(await counts()).toEqual([0, 1]);
  const change = { table: 'notes', rowId: 'row-0', at: time.now(), line: '[[0,"two"]]' };
  expect(await engine.changeRow({ ...change, change: 1 })).toEqual({ outcome: 'applied', kept: [] });
  await time.advance(65_000);
  rig.relay.commitAll();
  await time.advance(5_000);
  expect(await counts()).toEqual([1, 2]);
  await time.advance(keptMs + 3_600_000);
  expect(await counts()).toEqual([0, 0]);
  stop();
  await engine.close();
});
