import { expect, test } from 'vitest';
import { type Random, seeded } from '../../../../test/support/seeded.ts';
import { createJsonLinesWriter } from '../parquet/jsonLinesWriter.ts';
import type { ShardContent } from '../parquet/shardWriter.ts';
import { assertBalanced, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeLocks } from '../testing/fakeLocks.ts';
import { notes } from '../testing/tables.ts';

/** A writer that waits, at each shard, until the test lets it go. */
function slowWriter() {
  const writer = createJsonLinesWriter();
  const held: (() => void)[] = [];
  return {
    held,
    loadWriter: async () => ({
      async write(content: ShardContent) {
        await new Promise<void>((resolve) => held.push(resolve));
        return writer.write(content);
      },
    }),
  };
}

async function secondTab(first: Rig, parts = {}): Promise<Rig> {
  const { store, relay, time } = first;
  return startRig({ store, relay, time, parts });
}

const texts = (rig: Rig): unknown[] => rowsAt(rig.relay).map(({ text }) => text);

test('[R3] [R5] two tabs that seal the same rows at once, without locks, send each row once', async () => {
  const writers = [slowWriter(), slowWriter()] as const;
  const first = await startRig({ parts: { loadWriter: writers[0].loadWriter } });
  const second = await secondTab(first, { loadWriter: writers[1].loadWriter });
  await first.engine.write([first.entry(0, 'a'), first.entry(1, 'b')], []);
  const flushed = [first.engine.flush('accepted'), second.engine.flush('accepted')];
  await rest();
  expect(writers.map(({ held }) => held.length)).toEqual([1, 1]);
  for (let turn = 0; turn < 4; turn++) {
    for (const { held } of writers) held.shift()?.();
    await rest();
  }
  await Promise.all(flushed);
  expect(texts(first)).toEqual(['a', 'b']);
  await assertBalanced(first);
});

test('[R3] [SD4] rows that another tab seals meanwhile do not come back into the journal', async () => {
  const writer = slowWriter();
  const first = await startRig({ parts: { loadWriter: writer.loadWriter } });
  // The first tab has read one record of three rows, and takes only the first row of it.
  first.relay.shardMaxBytes = 1;
  await first.engine.write([first.entry(0, 'a'), first.entry(1, 'b'), first.entry(2, 'c')], []);
  const flushed = first.engine.flush('accepted');
  await rest();
  // Another tab has, in its own transaction, sealed the rest of the same record.
  await first.store.write(['journal', 'seqs'], async (t) => {
    const [[key, record]] = (await t.list('journal')) as [[[string, string, string], never]];
    await t.put('journal', key, { ...(record as object), entries: [first.entry(0, 'a')] } as never);
    const seqs = await t.get('seqs', ['notes', first.clientId]);
    await t.put('seqs', ['notes', first.clientId], { ...seqs!, sealed: [[1, 2]] });
  });
  while (writer.held.length > 0) {
    writer.held.shift()?.();
    await rest();
  }
  await flushed;
  expect(await first.store.read(['journal'], (t) => t.keys('journal'))).toEqual([]);
});

test('[R3] [SD2] a change that was folded into a shard is not made again when the shard is taken apart', async () => {
  const rig = await startRig();
  const tooLarge = { kind: 'unreachable', status: 413, reason: 'a proxy' } as const;
  const push = rig.change(0, 7, [[1, '["x"]']]);
  rig.relay.nextAnswers.push((shard) => (shard.rowCount > 1 ? tooLarge : undefined));
  await rig.engine.write([rig.entry(0, 'a'), push, rig.entry(1, 'b')], []);
  // The page wrote the same while it went away, and this is found only after the rows were sealed.
  rig.relay.nextAnswers.unshift((shard) => {
    void rig.store.write(['exits'], (t) =>
      t.put('exits', [rig.clientId, 'x'], {
        identity: null,
        tables: [notes],
        drops: [],
        entries: [rig.entry(0, 'a'), push],
      }),
    );
    return shard.rowCount > 1 ? tooLarge : undefined;
  });
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay)).toMatchObject([{ text: 'a', tags: '["x"]' }, { text: 'b' }]);
  await assertBalanced(rig);
});

test('[R3] a shard of which the relay kept the bytes though the reply said too large is not taken apart', async () => {
  const rig = await startRig();
  rig.relay.nextAnswers.push((shard) => {
    rig.relay.shards.set(shard.shardId, { ...shard, state: 'spooled' });
    return { kind: 'unreachable', status: 413, reason: 'a proxy that came later' };
  });
  await rig.engine.write([rig.entry(0, 'a'), rig.entry(1, 'b')], []);
  await rig.engine.flush('accepted');
  expect(texts(rig)).toEqual(['a', 'b']);
  await assertBalanced(rig);
});

/** What a run of random steps should come to: rows by id, with the changes that were taken. */
interface Story {
  readonly tabs: readonly Rig[];
  readonly rows: Map<string, string[]>;
  readonly underWay: Promise<unknown>[];
  /** Whether shards are refused as too large now and then. */
  readonly splits: boolean;
  changes: number;
}

function append(story: Story, index: number): void {
  const tab = story.tabs[index]!;
  const seq = [...story.rows.keys()].filter((id) => id.startsWith(`${index}/`)).length;
  const id = `${index}/${seq}`;
  story.rows.set(id, []);
  const entry = { ...tab.entry(seq, id), rowId: id };
  // As an impatient page would: the second is to be ignored.
  story.underWay.push(tab.engine.write([entry], []), tab.engine.write([entry], []));
}

async function push(story: Story, random: Random): Promise<void> {
  const id = random.pick([...story.rows.keys()]);
  const [index, seq] = id.split('/').map(Number) as [number, number];
  const tab = story.tabs[index]!;
  const text = `change ${story.changes}`;
  const change = { ...tab.change(seq, story.changes++, [[1, JSON.stringify([text])]]), rowId: id };
  const [outcome] = await tab.engine.write([change], []);
  if (outcome === 'applied') story.rows.get(id)?.push(text);
}

function step(story: Story, random: Random): void {
  const index = random.int(0, story.tabs.length - 1);
  const { engine, relay } = story.tabs[index]!;
  const action = random.int(0, 9);
  if (action < 5 || story.rows.size === 0) append(story, index);
  else if (action < 7) story.underWay.push(push(story, random));
  else if (action === 7 && story.splits) {
    relay.nextAnswers.push(({ rowCount }) =>
      rowCount > 1 ? { kind: 'unreachable', status: 413, reason: 'a proxy' } : undefined,
    );
  } else story.underWay.push(engine.flush('accepted'));
}

// Only a lock keeps one tab from taking apart what another is just sending.
test.each(Array.from({ length: 16 }, (_, seed) => ({ seed, splits: seed % 2 === 0 })))(
  '[R3] [R1] tabs that write, change, flush and split in any order deliver each row once, with its changes (%j)',
  async ({ seed, splits }) => {
    const random = seeded(seed);
    const parts = splits ? { locks: createFakeLocks() } : {};
    const first = await startRig({ parts });
    const tabs = [first, await secondTab(first, parts), await secondTab(first, parts)];
    const story: Story = { tabs, rows: new Map(), underWay: [], splits, changes: 1 };
    for (let turn = 0; turn < 60; turn++) {
      step(story, random);
      if (random.int(0, 2) === 0) await first.time.advance(random.int(1, 400));
    }
    await rest();
    story.underWay.push(...tabs.map(({ engine }) => engine.flush('accepted')));
    for (let turn = 0; turn < 40; turn++) await first.time.advance(1_000);
    await Promise.all(story.underWay);
    const revisions = rowsAt(first.relay);
    const names = revisions.map(({ row_id, revision }) => `${row_id}#${revision}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    const isNewest = (one: Record<string, unknown>) =>
      revisions.every(
        ({ row_id, revision }) => row_id !== one['row_id'] || Number(revision) <= Number(one['revision']),
      );
    const delivered = revisions
      .filter(isNewest)
      .map(({ text, tags }) => [
        text,
        (tags === null ? [] : (JSON.parse(String(tags)) as string[])).toSorted(),
      ]);
    const wanted = [...story.rows].map(([id, pushes]) => [id, pushes.toSorted()]);
    expect(delivered.toSorted()).toEqual(wanted.toSorted());
    await assertBalanced(first);
  },
);
