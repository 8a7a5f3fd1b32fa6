import type { RecorderState } from '../recorder/recorderState.ts';
import type { Connection } from '../status/connection.ts';
import { type PresentedState, presentState } from './presentState.ts';
import type { RowEntry } from './rowEntry.ts';
import { type HubPlace, rowLink } from './rowLink.ts';

/** A line of the list. */
export interface ListItem {
  /** The row's id; `take` for the take that is not saved yet. */
  readonly key: string;
  readonly verseRef: string;
  readonly canonicalText: string;
  readonly state: PresentedState;
  readonly durationS?: number;
  readonly savedAt?: number;
  /** Address of the file, and the commit it is in. */
  readonly link?: { readonly href: string; readonly commit: string };
}

export interface ListSource {
  readonly entries: readonly RowEntry[];
  readonly recorder: RecorderState;
  readonly verse: { readonly verseRef: string; readonly canonicalText: string };
  readonly connection: Connection;
  readonly place: HubPlace | undefined;
}

/** The lines of the list: the take at hand, then the saved rows, newest first. */
export function listItems({ entries, recorder, verse, connection, place }: ListSource): readonly ListItem[] {
  const saved = entries.map((entry) => savedItem(entry, connection, place));
  const state = takeState(recorder);
  return state ? [{ key: 'take', ...verse, state }, ...saved] : saved;
}

function savedItem(entry: RowEntry, connection: Connection, place: HubPlace | undefined): ListItem {
  const { rowId, verseRef, canonicalText, durationS, savedAt, state } = entry;
  const item = {
    key: rowId,
    verseRef,
    canonicalText,
    durationS,
    savedAt,
    state: presentState(state, connection),
  };
  if (state.kind !== 'committed' || !place) return item;
  return { ...item, link: { href: rowLink(place, state), commit: state.commit } };
}

function takeState(recorder: RecorderState): PresentedState | undefined {
  const { kind } = recorder.kind === 'confirming' ? recorder.over : recorder;
  if (kind === 'recording') return { name: 'recording', word: 'Recording', meaning: 'Being recorded.' };
  if (kind === 'paused') return { name: 'recording', word: 'Paused', meaning: 'Recording is paused.' };
  const isUnsaved = kind === 'stopping' || kind === 'review';
  return isUnsaved ? { name: 'recording', word: 'Not saved', meaning: 'Press Save to keep it.' } : undefined;
}
