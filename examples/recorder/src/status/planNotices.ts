import { count } from '../words.ts';
import type { StatusFacts } from './statusFacts.ts';

/** Rows of the recorder by where they are. */
export interface QueueCounts {
  readonly onDevice: number;
  readonly atRelay: number;
  readonly inDataset: number;
}

export interface Notice {
  readonly tone: 'calm' | 'stored' | 'accepted' | 'committed' | 'waiting' | 'failed';
  readonly text: string;
  readonly action?: 'send' | 'dismiss';
}

/** What there is to say: first the one sentence that is always there, then what is amiss besides. */
export function planNotices(facts: StatusFacts, queue: QueueCounts): readonly Notice[] {
  return [deliveryNotice(facts, queue), ...troubles(facts)];
}

function deliveryNotice(facts: StatusFacts, queue: QueueCounts): Notice {
  const waiting = count(queue.onDevice, 'recording');
  // Where the browser stores nothing, nothing may be said to be saved.
  const kept = facts.degraded.includes('storage') ? 'held by this page' : 'saved on this device';
  if (!facts.isOnline) {
    const what = queue.onDevice > 0 ? `${waiting} ${kept}.` : `Recordings are ${kept}.`;
    return { tone: 'waiting', text: `Offline. ${what} Will be sent when you are online.` };
  }
  if (facts.isRetrying) {
    const text = `The relay is out of reach. ${waiting} ${kept}, tried again soon.`;
    return { tone: 'waiting', text, action: 'send' };
  }
  if (queue.onDevice > 0) return { tone: 'stored', text: `${waiting} ${kept}, being sent.` };
  if (queue.atRelay > 0) {
    const accepted = count(queue.atRelay, 'recording');
    return { tone: 'accepted', text: `${accepted} safe at the relay, in the dataset with its next commit.` };
  }
  if (queue.inDataset > 0) return { tone: 'committed', text: 'Everything you saved is in the dataset.' };
  return { tone: 'calm', text: `Recordings are ${kept} until they are safe in the dataset.` };
}

function troubles(facts: StatusFacts): readonly Notice[] {
  const notices: Notice[] = [];
  if (facts.error) notices.push({ tone: 'failed', text: facts.error, action: 'dismiss' });
  if (facts.lostRows > 0) {
    const rows = count(facts.lostRows, 'recording');
    notices.push({
      tone: 'failed',
      text: `The relay lost ${rows} that it had confirmed. Tell whoever runs it.`,
    });
  }
  if (facts.degraded.includes('storage')) {
    notices.push({
      tone: 'failed',
      text: 'This browser stores nothing for this page (a private window?). Keep the page open until a recording is accepted.',
    });
  }
  if (facts.full.includes('rows')) {
    notices.push({
      tone: 'failed',
      text: 'Storage is full. Go online to send what waits, or free some disk space.',
    });
  } else if (facts.full.includes('audio')) {
    notices.push({
      tone: 'waiting',
      text: 'Storage is nearly full: no more audio fits. Go online to send what waits, or free some disk space.',
    });
  }
  if (facts.degraded.includes('worker')) {
    notices.push({ tone: 'calm', text: 'Running without a background worker: all works, a little slower.' });
  }
  return notices;
}
