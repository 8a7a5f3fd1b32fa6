import type { CommitPlace } from '@parqueue/schema/wire';
import type { RecorderState } from '../recorder/recorderState.ts';
import type { ClipName } from '../sound/soundShelf.ts';
import type { Connection } from '../status/connection.ts';
import { type PresentedState, presentState } from './presentState.ts';
import type { EntryState, RowEntry } from './rowEntry.ts';
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
  readonly clip?: ClipName;
  /** Where in the dataset it is. */
  readonly place?: CommitPlace;
  /** Address of that file. */
  readonly href?: string;
}

/** The places between which a list can choose. */
export type RowPlace = 'device' | 'relay' | 'dataset' | 'failed';

export interface ListSource {
  readonly entries: readonly RowEntry[];
  readonly recorder: RecorderState;
  readonly verse: { readonly verseRef: string; readonly canonicalText: string };
  readonly connection: Connection;
  readonly place: HubPlace | undefined;
  /** Only the rows that are there; all where left out. */
  readonly only?: RowPlace | undefined;
}

/** The lines of the list: the take at hand, then the saved rows, newest first. */
export function listItems(source: ListSource): readonly ListItem[] {
  const { entries, recorder, verse, connection, place, only } = source;
  const shown = only ? entries.filter(({ state }) => placeOf(state) === only) : entries;
  const saved = shown.map((entry) => savedItem(entry, connection, place));
  const state = only ? undefined : takeState(recorder);
  return state ? [{ key: 'take', ...verse, state }, ...saved] : saved;
}

function placeOf({ kind }: EntryState): RowPlace {
  if (kind === 'accepted') return 'relay';
  if (kind === 'committed') return 'dataset';
  return kind === 'failed' ? 'failed' : 'device';
}

function savedItem(entry: RowEntry, connection: Connection, hub: HubPlace | undefined): ListItem {
  const { rowId, state, ...rest } = entry;
  const item = { key: rowId, ...rest, state: presentState(state, connection) };
  if (state.kind !== 'committed') return item;
  const { commit, path } = state;
  const place = { commit, path };
  return hub ? { ...item, place, href: rowLink(hub, place) } : { ...item, place };
}

function takeState(recorder: RecorderState): PresentedState | undefined {
  const { kind } = recorder.kind === 'confirming' ? recorder.over : recorder;
  if (kind === 'recording') return { name: 'recording', word: 'Recording', meaning: 'Being recorded.' };
  if (kind === 'paused') return { name: 'recording', word: 'Paused', meaning: 'Recording is paused.' };
  const isUnsaved = kind === 'stopping' || kind === 'review';
  return isUnsaved ? { name: 'recording', word: 'Not saved', meaning: 'Press Save to keep it.' } : undefined;
}
