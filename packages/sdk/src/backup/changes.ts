import type { Area, Areas, Key } from '../store/store.ts';
import { type BackupLog, LOGS } from './backupRecord.ts';
import { type Change, changeOfText, textOfChange } from './changeText.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { FRAME_HEAD_BYTES } from './frames.ts';

/** What a transaction put or deleted, as it was then, in a buffer that begins with room for the head of a frame. */
export interface Changes {
  put<A extends Area>(area: A, key: Key, value: Areas[A]): void;
  delete(area: Area, key: Key): void;
  readonly isEmpty: boolean;
  readonly frame: FrameBuffer;
  /** Of the areas that most of the bytes are in: how many records there were, and how many deletions, for the log that each belongs to. */
  readonly counts: Readonly<Record<BackupLog, Counts>>;
}

export interface Counts {
  putCount: number;
  goneCount: number;
}

/**
 * Areas whose values have bytes in them. The text of the others goes through JSON alone, many rows at a time: with a replacer it would take
 * several times as long.
 */
const WITH_BYTES: ReadonlySet<Area> = new Set(['blocks', 'recordings', 'shardBytes']);

/**
 * Areas that have no second copy: what pages write as they go, which no worker sees, and what could not be worked with, which may be anything.
 */
export const UNCOPIED: ReadonlySet<Area> = new Set(['exits', 'aside', ...LOGS]);

/** Areas whose records are large, and which are put once and deleted once. */
const LARGE: ReadonlySet<Area> = new Set(['journal', 'blocks', 'shards', 'shardBytes']);

export function countChange(counts: Record<BackupLog, Counts>, area: Area, isGone: boolean): void {
  const ofLog = counts[area === 'blocks' ? 'backupBlocks' : 'backup'];
  if (LARGE.has(area)) ofLog[isGone ? 'goneCount' : 'putCount'] += 1;
}

export const noCounts = (): Record<BackupLog, Counts> => ({
  backup: { putCount: 0, goneCount: 0 },
  backupBlocks: { putCount: 0, goneCount: 0 },
});

/** Sizes of the text and of the bytes that follow it. */
const ITEM_HEAD = new Uint8Array(8);

/** Each item is its text and its bytes, with their sizes before them, filled up to a multiple of four. */
export function noteChanges(frame: FrameBuffer): Changes {
  const counts = noCounts();

  function add(change: Change): void {
    if (!UNCOPIED.has(change[0])) writeItem(frame, change);
  }

  frame.clear();
  frame.writeBytes(new Uint8Array(FRAME_HEAD_BYTES));
  return {
    put(area, key, value) {
      add([area, key, value]);
      countChange(counts, area, false);
    },
    delete(area, key) {
      add([area, key]);
      countChange(counts, area, true);
    },
    frame,
    get isEmpty() {
      return frame.length === FRAME_HEAD_BYTES;
    },
    counts,
  };
}

function writeItem(frame: FrameBuffer, change: Change): void {
  const { text, parts } = textOfChange(change, WITH_BYTES.has(change[0]));
  const begin = frame.length;
  frame.writeBytes(ITEM_HEAD);
  frame.writeText(text);
  const textEnd = frame.length;
  for (const part of parts) frame.writeBytes(part);
  frame.setUint32(begin, textEnd - begin - ITEM_HEAD.length);
  frame.setUint32(begin + 4, frame.length - textEnd);
  frame.align();
}

/** The changes in the items of a frame. */
export function* decodeItems(items: Uint8Array<ArrayBuffer>): Generator<Change> {
  const view = new DataView(items.buffer);
  for (let at = 0; at < items.length; ) {
    const textEnd = at + ITEM_HEAD.length + view.getUint32(at, true);
    const end = textEnd + view.getUint32(at + 4, true);
    const text = new TextDecoder().decode(items.subarray(at + ITEM_HEAD.length, textEnd));
    yield changeOfText(text, (area) => WITH_BYTES.has(area), items.subarray(textEnd, end));
    at = Math.ceil(end / 4) * 4;
  }
}
