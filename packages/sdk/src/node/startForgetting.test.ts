import { expect, test } from 'vitest';
import { startRig } from '../testing/engineRig.ts';
import { notes } from '../testing/tables.ts';
import { startForgetting } from './startForgetting.ts';

test('[ND8] a process that runs for long forgets what it delivered, as late as it was told, and nothing before', async () => {
  const rig = await startRig();
  const { store, time, engine } = rig;
  const stop = startForgetting({
    store,
    now: time.now,
    newId: () => 'id',
    schedule: time.schedule,
    keptMs: 3_600_000,
  });
  await engine.write([rig.entry(0, 'one')], []);
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
  expect(await counts()).toEqual([1, notes.revisions ? 1 : 0]);
  await time.advance(50 * 60_000);
  expect((await counts())[0]).toBe(1);
  await time.advance(30 * 60_000);
  expect(await counts()).toEqual([0, 0]);
  stop();
  await engine.close();
});
