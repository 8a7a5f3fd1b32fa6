import type { Connection } from '../status/connection.ts';
import type { EntryState } from './rowEntry.ts';

/** One of the six states that the pages know by icon, word and colour. */
export type StateName = 'recording' | 'stored' | 'waiting' | 'accepted' | 'committed' | 'failed';

export interface PresentedState {
  readonly name: StateName;
  readonly word: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
}

const WAITING: Readonly<Record<Exclude<Connection, 'sending'>, PresentedState>> = {
  offline: {
    name: 'waiting',
    word: 'Waiting',
    meaning: 'Saved on this device. Will be sent when you are online.',
  },
  retrying: {
    name: 'waiting',
    word: 'Waiting',
    meaning: 'Saved on this device. Sending failed and is tried again.',
  },
};

/** A row's state in words, given how the connection is. */
export function presentState(state: EntryState, connection: Connection): PresentedState {
  switch (state.kind) {
    case 'saving':
      return { name: 'stored', word: 'Saving', meaning: 'Being saved. Keep the page open.' };
    case 'stored':
      if (connection !== 'sending') return WAITING[connection];
      return { name: 'stored', word: 'Stored', meaning: 'Saved on this device. Will be sent shortly.' };
    case 'accepted':
      return {
        name: 'accepted',
        word: 'Accepted',
        meaning: 'Safe at the relay. In the dataset with its next commit.',
      };
    case 'committed':
      return { name: 'committed', word: 'Committed', meaning: 'In the dataset.' };
    case 'failed':
      return { name: 'failed', word: 'Failed', meaning: state.reason };
  }
}
