import { expect, it } from 'vitest';
import type { RecorderState } from '../recorder/recorderState.ts';
import { listItems } from './listItems.ts';
import type { RowEntry } from './rowEntry.ts';
import { rowLink } from './rowLink.ts';
import { rowAfterKey, visibleRange } from './visibleRange.ts';

const PLACE = { commit: 'c0ffee', path: 'data/recitation/2026-11-21/a b.parquet' };
const HUB = { hub: 'https://huggingface.co', repo: 'ns/name' };
const verse = { verseRef: '2:255', canonicalText: '' };

const entryIn = (state: RowEntry['state']): RowEntry => ({
  rowId: 'a',
  ...verse,
  durationS: 1,
  savedAt: 0,
  state,
});

function itemsOf(
  entries: readonly RowEntry[],
  recorder: RecorderState,
  connection: 'sending' | 'offline' = 'sending',
) {
  return listItems({ entries, recorder, verse, connection, place: HUB });
}

it('the take at hand leads the list until it is saved', () => {
  const idle = itemsOf([entryIn({ kind: 'stored' })], { kind: 'idle' });
  const recording = itemsOf([entryIn({ kind: 'stored' })], { kind: 'recording' });
  const confirming = itemsOf([], { kind: 'confirming', over: { kind: 'paused' } });
  expect(idle.map(({ key }) => key)).toEqual(['a']);
  expect(recording.map(({ key, state }) => [key, state.name])).toEqual([
    ['take', 'recording'],
    ['a', 'stored'],
  ]);
  expect(confirming.map(({ state }) => state.word)).toEqual(['Paused']);
});

it('a stored row waits while the network is away', () => {
  const [item] = itemsOf([entryIn({ kind: 'stored' })], { kind: 'idle' }, 'offline');
  expect(item?.state).toEqual({
    name: 'waiting',
    word: 'Waiting',
    meaning: 'Saved on this device. Will be sent when you are online.',
  });
});

it('only a committed row leads to its file', () => {
  const links = (['saving', 'stored', 'accepted'] as const).map(
    (kind) => itemsOf([entryIn({ kind })], { kind: 'idle' })[0]?.href,
  );
  expect(links).toEqual([undefined, undefined, undefined]);
  const [item] = itemsOf([entryIn({ kind: 'committed', ...PLACE })], { kind: 'idle' });
  expect(item).toMatchObject({ place: PLACE, href: rowLink(HUB, PLACE) });
});

it.each([
  ['https://huggingface.co/', 'https://huggingface.co/datasets/ns/name/blob'],
  ['http://127.0.0.1:8080/hub', 'http://127.0.0.1:8080/hub/datasets/ns/name/resolve'],
])('a file of %s is at %s', (hub, address) => {
  expect(rowLink({ ...HUB, hub }, PLACE)).toBe(`${address}/c0ffee/data/recitation/2026-11-21/a%20b.parquet`);
});

it.each([
  ['a short list whole', { rowCount: 200, listTop: -5000 }, { start: 0, end: 200 }],
  ['the head of a long one', { rowCount: 1000, listTop: 300 }, { start: 0, end: 15 }],
  ['its middle', { rowCount: 1000, listTop: -7200 }, { start: 92, end: 119 }],
  ['its end', { rowCount: 1000, listTop: -72_000 + 720 }, { start: 982, end: 1000 }],
  ['none of it once it is out of sight', { rowCount: 1000, listTop: -90_000 }, { start: 1000, end: 1000 }],
])('draws %s', (_, place, range) => {
  expect(visibleRange({ rowHeight: 72, windowHeight: 740, ...place })).toEqual(range);
});

it.each([
  ['ArrowDown', 5, 6],
  ['ArrowUp', 0, 0],
  ['ArrowDown', 999, 999],
  ['PageDown', 5, 14],
  ['PageUp', 5, 0],
  ['Home', 500, 0],
  ['End', 0, 999],
  ['a', 5, undefined],
])('%s at row %i goes to %s', (key, from, to) => {
  expect(rowAfterKey(key, from, { rowCount: 1000, rowHeight: 72, windowHeight: 740 })).toBe(to);
});

it('a list narrowed to a place has its rows only, without the take at hand', () => {
  const entries = (['saving', 'stored', 'accepted'] as const).map((kind) => ({
    ...entryIn({ kind }),
    rowId: kind,
  }));
  const failed = { ...entryIn({ kind: 'failed', reason: 'no' }), rowId: 'failed' };
  const recorder = { kind: 'recording' } as const;
  const source = {
    entries: [...entries, failed],
    recorder,
    verse,
    connection: 'sending',
    place: HUB,
  } as const;
  const keys = (only: 'device' | 'relay' | 'dataset' | 'failed') =>
    listItems({ ...source, only }).map(({ key }) => key);
  expect([keys('device'), keys('relay'), keys('dataset'), keys('failed')]).toEqual([
    ['saving', 'stored'],
    ['accepted'],
    [],
    ['failed'],
  ]);
});
