import { expect, test } from 'vitest';
import { type Random, seeded } from '../../../../test/support/seeded.ts';
import type { Consent } from '../api/loggerOptions.ts';
import { assertBalanced, createFakeTime, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';
import type { Transport } from '../upload/transport.ts';

/** What the page said, and what is known of it. */
interface Story {
  readonly rig: Rig;
  readonly random: Random;
  readonly hasChanges: boolean;
  /** Rows that were taken in and may still be sent, by number. */
  readonly waiting: Set<number>;
  /** Rows that must never come to the relay from now on. */
  readonly gone: Set<number>;
  consent: Consent;
  saidCount: number;
  changeCount: number;
}

/** A way to the relay that takes its time, loses replies, and is cut off by the signal. */
function slowWay(random: Random) {
  const relay = createFakeRelay([notes]);
  const time = createFakeTime();
  const createTransport = ({ signal }: { signal: () => AbortSignal }): Transport => ({
    requestTicket: relay.requestTicket,
    shardStates: relay.shardStates,
    async putShard(...given) {
      const cut = signal();
      await new Promise<void>((resolve) => void time.schedule(resolve, random.int(0, 300)));
      if (cut.aborted) return { kind: 'unreachable', status: 0, reason: 'cut off' };
      const answer = await relay.putShard(...given);
      return random.int(0, 3) === 0
        ? { kind: 'unreachable', status: 0, reason: 'the reply is lost' }
        : answer;
    },
  });
  return { relay, time, parts: { createTransport } };
}

const numbersAt = ({ relay }: Rig): number[] =>
  rowsAt(relay)
    .filter(({ revision }) => revision === 0)
    .map(({ row_id }) => Number(String(row_id).slice(4)));

/** As the page does: what it refuses itself it only counts. */
async function append(story: Story): Promise<void> {
  const { rig, waiting } = story;
  const seq = story.saidCount++;
  const refuse = () => rig.engine.write([], [{ table: 'notes', reason: 'consent_denied', total: 1 }]);
  if (story.consent === 'denied') return void (await refuse());
  waiting.add(seq);
  try {
    await rig.engine.write([rig.entry(seq, `row ${seq}`)], []);
  } catch {
    await refuse();
  }
}

async function change(story: Story): Promise<void> {
  const seq = story.random.int(0, Math.max(0, story.saidCount - 1));
  const cells = [[1, JSON.stringify([`tag ${story.changeCount}`])]] as const;
  await story.rig.engine.write([story.rig.change(seq, ++story.changeCount, cells)], []);
}

/** What is on the device goes; what is at the relay by then stays there. */
async function giveUp(story: Story, work: () => Promise<void>): Promise<void> {
  const before = [...story.waiting];
  story.waiting.clear();
  await work();
  const there = new Set(numbersAt(story.rig));
  for (const seq of before) if (!there.has(seq)) story.gone.add(seq);
}

async function deleteRow(story: Story): Promise<void> {
  const seq = story.random.int(0, Math.max(0, story.saidCount - 1));
  const { deleted } = await story.rig.engine.deleteRow('notes', `row-${seq}`);
  if (!deleted) return;
  story.waiting.delete(seq);
  story.gone.add(seq);
}

async function step(story: Story): Promise<void> {
  const { rig, random } = story;
  const action = random.int(0, 19);
  if (action < 8) void append(story);
  else if (action < 10 && story.hasChanges) void change(story);
  else if (action < 13) void rig.engine.notice('hidden');
  else if (action === 13) rig.relay.isUp = !rig.relay.isUp;
  else if (action === 14) await deleteRow(story);
  else if (action === 15) {
    // An upload that is under way is not cut off by a clearing, and may arrive.
    await settle(story);
    await giveUp(story, () => rig.engine.clear());
  } else if (action === 16) {
    story.consent = 'denied';
    await giveUp(story, () => rig.engine.setConsent('denied'));
  } else if (action > 17) {
    story.consent = random.pick(['granted', 'granted', 'pending'] as const);
    await rig.engine.setConsent(story.consent);
  }
}

/** Lets everything that is under way end. */
async function settle({ rig }: Story): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await rig.time.advance(400);
}

async function checkSeed(seed: number): Promise<void> {
  const random = seeded(seed);
  const { relay, time, parts } = slowWay(random);
  const rig = await startRig({ relay, time, parts });
  const story: Story = {
    rig,
    random,
    hasChanges: seed % 2 === 0,
    waiting: new Set(),
    gone: new Set(),
    consent: 'granted',
    saidCount: 0,
    changeCount: 0,
  };
  for (let turn = 0; turn < 80; turn++) {
    await step(story);
    if (random.int(0, 2) === 0) await time.advance(random.int(1, 400));
    // The store in memory lets a reader see the midst of a write.
    await rest();
    await assertBalanced(rig);
    expect(numbersAt(rig).filter((seq) => story.gone.has(seq))).toEqual([]);
  }
  relay.isUp = true;
  await rig.engine.setConsent('granted');
  void rig.engine.flush('accepted');
  for (let turn = 0; turn < 60; turn++) await time.advance(60_000);
  await rest();
  const arrived = numbersAt(rig);
  expect(new Set(arrived).size, 'each row once').toBe(arrived.length);
  expect(arrived.filter((seq) => story.gone.has(seq))).toEqual([]);
  expect(
    [...story.waiting].filter((seq) => !arrived.includes(seq)),
    'what was not deleted arrives',
  ).toEqual([]);
  await assertBalanced(rig);
  const account = (await rig.engine.stats()).tables['notes'];
  expect(account?.pending ?? 0).toBe(0);
  if (!story.hasChanges) expect(account?.appended ?? 0).toBe(story.saidCount);
}

const SEEDS = process.env['SEED'] === undefined ? 40 : 1;
const FIRST = Number(process.env['SEED'] ?? 1);

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
  '[SD9] [SD17] [SD18] [R1] however consents, clearings and deletions fall between rows and uploads, nothing that is gone is sent, and all else is (seed %i)',
  checkSeed,
);
