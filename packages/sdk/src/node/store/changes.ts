import type { Area, Key, Reading, Writing } from '../../store/store.ts';
import { encodeRecord } from './recordCodec.ts';

/** What a transaction did to one record, as bytes: a later change of the value it was given changes nothing. */
export interface RecordChange {
  readonly key: Key;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isGone: boolean;
}

/** By area and key: what a transaction has done so far. */
export type Changes = Map<Area, Map<string, RecordChange>>;

export function noteChange(changes: Changes, area: Area, key: Key, value?: unknown): void {
  const ofArea = changes.get(area) ?? new Map<string, RecordChange>();
  changes.set(area, ofArea);
  const isGone = value === undefined;
  const bytes = encodeRecord(isGone ? [area, key] : [area, key, value]);
  ofArea.set(JSON.stringify(key), { key: [...key], bytes, isGone });
}

export const notingWriting = (reading: Reading, changes: Changes): Writing => ({
  ...reading,
  put: async (area, key, value) => noteChange(changes, area, key, value),
  delete: async (area, key) => noteChange(changes, area, key),
});
