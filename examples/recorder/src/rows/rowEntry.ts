import type { CommitPlace } from '@parqueue/schema/wire';
import type { RowState } from '@parqueue/sdk';
import type { ClipName } from '../sound/soundShelf.ts';

/** How far a row has come, as the page last heard. */
export type EntryState =
  | { readonly kind: 'saving' | 'stored' | 'accepted' }
  | ({ readonly kind: 'committed' } & CommitPlace)
  | { readonly kind: 'failed'; readonly reason: string };

/** A row in the list, with the labels by which a person knows it again. */
export interface RowEntry {
  readonly rowId: string;
  readonly verseRef: string;
  readonly canonicalText: string;
  readonly durationS: number;
  /** Epoch milliseconds. */
  readonly savedAt: number;
  readonly state: EntryState;
  /** Its sound, while this device holds it; rows of older lists have none. */
  readonly clip?: ClipName;
}

const RANK = { saving: 0, stored: 1, accepted: 2, failed: 3, committed: 4 } as const;

/** News may come late and in any order: a row never goes back. */
export function advanceState(known: EntryState, heard: EntryState): EntryState {
  return RANK[heard.kind] > RANK[known.kind] ? heard : known;
}

/** What the logger's answer for a row means for its entry. */
export function stateFromLogger(answer: RowState, known: EntryState): EntryState {
  switch (answer.kind) {
    case 'waiting':
      return advanceState(known, { kind: 'stored' });
    case 'dead':
      return advanceState(known, { kind: 'failed', reason: answer.reason });
    case 'unknown':
      return advanceState(known, { kind: 'failed', reason: 'This device no longer knows of it.' });
    default:
      return advanceState(known, answer);
  }
}
