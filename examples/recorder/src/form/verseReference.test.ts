import { expect, it } from 'vitest';
import { textForVerse } from './knownVerses.ts';
import { parseVerseReference } from './verseReference.ts';

it.each([
  ['1:1', '1:1'],
  [' 2 : 255 ', '2:255'],
  ['114:6', '114:6'],
  ['٢:٢٥٥', '2:255'],
  ['۲:۲۵۵', '2:255'],
])('%j is the verse %s', (input, text) => {
  expect(parseVerseReference(input)).toMatchObject({ kind: 'valid', text });
});

it.each([
  ['', 'two numbers'],
  ['2', 'two numbers'],
  ['2:255:1', 'two numbers'],
  ['0:1', '1 to 114'],
  ['115:1', '1 to 114'],
  ['1:0', 'verses 1 to 7'],
  ['1:8', 'verses 1 to 7'],
  ['2:287', 'verses 1 to 286'],
])('%j is none, and the advice names %s', (input, advice) => {
  expect(parseVerseReference(input)).toMatchObject({
    kind: 'invalid',
    advice: expect.stringContaining(advice),
  });
});

it('there are 6,236 verses', () => {
  let count = 0;
  for (let surah = 1; surah <= 114; surah++) {
    for (let ayah = 1; parseVerseReference(`${surah}:${ayah}`).kind === 'valid'; ayah++) count++;
  }
  expect(count).toBe(6236);
});

it('the text follows the verse until the person writes their own', () => {
  const first = textForVerse('1:1', '');
  const second = textForVerse('1:2', first);
  expect(second).not.toBe(first);
  expect(textForVerse('2:255', second)).toBe('');
  expect(textForVerse('1:2', 'my own')).toBe('my own');
});
