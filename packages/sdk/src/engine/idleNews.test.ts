import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { type Rig, startRig } from '../testing/engineRig.ts';

/** Memory that counts as lasting, so that an engine over it may be ended. */
const lasting = (): Store => ({ ...createMemoryStore(), kind: 'indexeddb' });

const told = ({ events }: Rig, type: string) => events.filter((event) => event.type === type);

test('[SD14] before an engine says that it rests, its page has heard what another tab did with its rows', async () => {
  const store = lasting();
  let heardAtIdle = 0;
  const first = await startRig({
    store,
    config: { flushEveryMs: { notes: 3_600_000 } },
    host: {
      idle: () => {
        heardAtIdle ||= told(first, 'committed').length;
        idles++;
      },
    },
  });
  let idles = 0;
  const second = await startRig({ store, time: first.time, relay: first.relay });
  await first.time.advance(2_000);
  await first.engine.write([first.entry(0, 'a')], []);
  const flushed = second.engine.flush('committed');
  await first.time.advance(1_000);
  first.relay.commitAll();
  await first.time.advance(10_000);
  await flushed;
  expect(idles).toBe(0);
  await first.time.advance(300_000);
  expect(idles).toBeGreaterThan(0);
  expect(heardAtIdle).toBe(1);
});

test('`committed` of a row of an earlier visit is told in a tab that asks, too, when another tab hears of it first', async () => {
  const store = lasting();
  const earlier = await startRig({ store });
  const { relay, time } = earlier;
  await earlier.engine.write([earlier.entry(0, 'a')], []);
  await earlier.engine.flush('accepted');
  await earlier.engine.close();
  const first = await startRig({ store, relay, time });
  const second = await startRig({ store, relay, time });
  await time.advance(2_000);
  expect(await second.engine.rowState('notes', 'row-0')).toEqual({ kind: 'accepted' });
  relay.commitAll();
  await time.advance(120_000);
  for (const tab of [first, second]) {
    expect(told(tab, 'committed')).toMatchObject([{ detail: { rowIds: ['row-0'] } }]);
    expect(told(tab, 'accepted')).toEqual([]);
  }
  const later = await startRig({ store, relay, time });
  await time.advance(120_000);
  expect(told(later, 'committed')).toEqual([]);
});
