import { expect, test } from 'vitest';
import { createBook } from './book.ts';
import type { Note } from './page/note.ts';

const start: Note = { kind: 'recording', tab: '1.0', recordingId: 'r', atMs: 1_000 };
const stopped = (atMs: number): Note => ({
  kind: 'stopped',
  tab: '1.0',
  recordingId: 'r',
  label: 'a.1.0.life.0',
  atMs,
  clips: [{ durationS: 2, gapFrames: 0, pcmSha256: '' }],
});

function bookOf(...happened: (Note | number)[]) {
  const book = createBook();
  for (const one of happened) {
    if (typeof one === 'number') book.cut('1.0', one);
    else book.take(JSON.stringify(one));
  }
  return book.recordings.get('r');
}

test('a recording that was stopped before the fault is not cut, whichever is heard of first', () => {
  expect(bookOf(start, stopped(3_000), 4_000)).toMatchObject({ isCut: false, endedAtMs: 3_000 });
  expect(bookOf(start, 4_000, stopped(3_000))).toMatchObject({ isCut: false, endedAtMs: 3_000 });
});

test('one whose worker had died before it was stopped is cut there', () => {
  expect(bookOf(start, 2_500, stopped(3_000))).toMatchObject({ isCut: true, endedAtMs: 2_500 });
});

test('more heard than time passed since the start was told means that it had begun before', () => {
  const heard: Note = { kind: 'heard', tab: '1.0', recordingId: 'r', heardS: 1.5, atMs: 2_000 };
  expect(bookOf(start, heard)).toMatchObject({ startedAtMs: 500, heardS: 1.5 });
});
