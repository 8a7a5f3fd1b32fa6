import { UNTAKEN_KEPT_MS } from '../takes/unsavedTakes.ts';
import { count, formatAgo, formatDuration, formatSpan } from '../words.ts';
import type { Dismissible, StatusFacts } from './statusFacts.ts';

/** Rows of the recorder by where they are, and the room that is left. */
export interface QueueCounts {
  readonly onDevice: number;
  readonly atRelay: number;
  readonly inDataset: number;
  /** What the browser gives besides what is used, in bytes, where it says so. */
  readonly freeBytes?: number;
}

export type NoticeAction =
  | { readonly kind: 'send' | 'open' }
  | { readonly kind: 'dismiss'; readonly what: Dismissible };

export interface Notice {
  readonly tone: 'calm' | 'stored' | 'accepted' | 'committed' | 'waiting' | 'failed';
  readonly text: string;
  readonly action?: NoticeAction;
}

/** An outage that lasts longer is somebody's to look at. */
const LONG_OUTAGE_MS = 10 * 60_000;
/** The relay commits every few minutes. */
const LONG_WITHOUT_COMMIT_MS = 30 * 60_000;
/** Below this the person should know, while there is still time to act. */
const LITTLE_ROOM_BYTES = 100e6;
/** The most that a minute of sound takes: 16 kHz of 16 bits, and once more while it is packed to be sent. */
const MINUTE_BYTES = 60 * 16_000 * 2 * 2;
const SOON_GONE_MS = 2 * 24 * 3_600_000;

/** What there is to say: first the one sentence that is always there, then what is amiss besides. */
export function planNotices(facts: StatusFacts, queue: QueueCounts, now: number): readonly Notice[] {
  return [
    deliveryNotice(facts, queue, now),
    ...errors(facts),
    ...storage(facts, queue),
    ...takes(facts, now),
    ...calm(facts),
  ];
}

function deliveryNotice(facts: StatusFacts, queue: QueueCounts, now: number): Notice {
  const waiting = count(queue.onDevice, 'recording');
  // Where the browser stores nothing, nothing may be said to be saved.
  const kept = facts.degraded.includes('storage') ? 'held by this page' : 'saved on this device';
  if (!facts.isOnline) {
    const what = queue.onDevice > 0 ? `${waiting} ${kept}.` : `Recordings are ${kept}.`;
    return { tone: 'waiting', text: `Offline. ${what} Will be sent when you are online.` };
  }
  if (facts.retry) return outage(now - facts.retry.since, `${waiting} ${kept}`);
  if (queue.onDevice > 0) return { tone: 'stored', text: `${waiting} ${kept}, being sent.` };
  if (queue.atRelay > 0) return atRelay(facts, queue.atRelay, now);
  if (queue.inDataset > 0) return { tone: 'committed', text: 'Everything you saved is in the dataset.' };
  return { tone: 'calm', text: `Recordings are ${kept} until they are safe in the dataset.` };
}

function outage(durationMs: number, kept: string): Notice {
  const action = { kind: 'send' } as const;
  if (durationMs < LONG_OUTAGE_MS)
    return { tone: 'waiting', text: `The relay is out of reach. ${kept}, tried again soon.`, action };
  const text = `The relay has been out of reach for ${formatSpan(durationMs)}. ${kept}; none is lost. If it lasts, tell whoever runs it.`;
  return { tone: 'waiting', text, action };
}

function atRelay({ uncommittedSince }: StatusFacts, rowCount: number, now: number): Notice {
  const rows = count(rowCount, 'recording');
  const waitMs = uncommittedSince === undefined ? 0 : now - uncommittedSince;
  if (waitMs < LONG_WITHOUT_COMMIT_MS)
    return { tone: 'accepted', text: `${rows} safe at the relay, in the dataset with its next commit.` };
  const text = `${rows} safe at the relay, for ${formatSpan(waitMs)} now: it does not reach the dataset, and goes on trying.`;
  return { tone: 'accepted', text };
}

function errors({ error, lostRows }: StatusFacts): readonly Notice[] {
  const notices: Notice[] = [];
  if (error) notices.push({ tone: 'failed', text: error, action: dismiss('error') });
  if (lostRows > 0) {
    const text = `The relay lost ${count(lostRows, 'recording')} that it had confirmed. Tell whoever runs it.`;
    notices.push({ tone: 'failed', text, action: dismiss('lost') });
  }
  return notices;
}

function storage({ degraded, full }: StatusFacts, { freeBytes }: QueueCounts): readonly Notice[] {
  const advice = 'Go online to send what waits, or free some disk space.';
  const notices: Notice[] = [];
  if (degraded.includes('wasm')) {
    const text =
      'This browser or site refuses WebAssembly, which recording needs. What is saved already is sent all the same.';
    notices.push({ tone: 'failed', text });
  }
  if (degraded.includes('storage')) {
    const text =
      'This browser stores nothing for this page (a private window?). Keep the page open until a recording is accepted.';
    notices.push({ tone: 'failed', text });
  }
  if (full.includes('rows')) notices.push({ tone: 'failed', text: `Storage is full. ${advice}` });
  else if (full.includes('audio'))
    notices.push({ tone: 'failed', text: `Storage is full: no more audio fits. ${advice}` });
  else if (freeBytes !== undefined && freeBytes < LITTLE_ROOM_BYTES) {
    const minutes = Math.floor(freeBytes / MINUTE_BYTES);
    const room = minutes > 0 ? `room for about ${count(minutes, 'minute')}` : 'room for less than a minute';
    notices.push({ tone: 'waiting', text: `Storage is nearly full: ${room} of sound. ${advice}` });
  }
  return notices;
}

function takes({ unsaved, untaken, gapS }: StatusFacts, now: number): readonly Notice[] {
  const notices: Notice[] = [];
  if (unsaved) {
    const leftMs = Math.max(0, unsaved.startedAt + UNTAKEN_KEPT_MS - now);
    const what = `A recording of ${formatDuration(unsaved.durationS)}, made ${formatAgo(unsaved.startedAt, now)}, was not saved.`;
    const isGoing = leftMs < SOON_GONE_MS;
    const fate = isGoing
      ? `It is deleted in ${formatSpan(leftMs)}.`
      : 'It was recovered and is on this device.';
    notices.push({
      tone: isGoing ? 'failed' : 'waiting',
      text: `${what} ${fate}`,
      action: { kind: 'open' },
    });
  }
  if (gapS > 0) {
    const text = `${gapS.toFixed(1)} s of sound did not arrive from the microphone and stand as silence. Listen before you save.`;
    notices.push({ tone: 'waiting', text, action: dismiss('gap') });
  }
  if (untaken > 0) {
    const was = untaken === 1 ? 'was' : 'were';
    const text = `${count(untaken, 'recording')} that nobody saved for seven days ${was} deleted from this device.`;
    notices.push({ tone: 'failed', text, action: dismiss('untaken') });
  }
  return notices;
}

function calm({ degraded }: StatusFacts): readonly Notice[] {
  if (!degraded.includes('worker')) return [];
  return [{ tone: 'calm', text: 'Running without a background worker: all works, a little slower.' }];
}

function dismiss(what: Dismissible): NoticeAction {
  return { kind: 'dismiss', what };
}
