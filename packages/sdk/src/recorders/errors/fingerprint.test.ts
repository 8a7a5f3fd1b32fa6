import { describe, expect, it } from 'vitest';
import { fingerprint, normalizeMessage } from './fingerprint.ts';

describe('[ER3] of a message stays what two occurrences of one error share', () => {
  it.each([
    ['Failed to fetch https://a.example/b?c=1#d.', 'Failed to fetch <url>'],
    ['cannot load blob:https://a.example/0192 (404)', 'cannot load <url> (<n>)'],
    ['no account for mira@a.example', 'no account for <email>'],
    ['late since 2026-02-03T01:50:45.123Z', 'late since <time>'],
    ['late since 2026-02-03 01:50', 'late since <time>'],
    ['late since 2026-02-03', 'late since <time>'],
    ['row 01981f6e-3c9a-7cc1-a1de-5a0b8f5f2f51 is gone', 'row <id> is gone'],
    ['at 0xdeadbeef', 'at <id>'],
    ['commit 4f9a1c2e77 missing', 'commit <id> missing'],
    ['session abcDEF1234567890xyz ended', 'session <id> ended'],
    ['no effect', 'no effect'],
    ['a defaced facade', 'a defaced facade'],
    ['chunk 12 of 30 took 1,234.5 ms', 'chunk <n> of <n> took <n> ms'],
    ['السورة ٢٥٥ غير موجودة', 'السورة <n> غير موجودة'],
    [
      "Cannot read properties of undefined (reading 'title')",
      "Cannot read properties of undefined (reading 'title')",
    ],
    ['  first \t line\nsecond line', 'first line'],
    ['', ''],
  ])('%s', (message, expected) => {
    expect(normalizeMessage(message)).toBe(expected);
  });

  it('of a huge one the beginning', () => {
    expect(normalizeMessage('x'.repeat(1e6))).toHaveLength(300);
  });
});

const V8 = `TypeError: no title
    at showTitle (https://radio.example/assets/index-B3dk29fA.js:10:15)
    at async Player.load (https://radio.example/assets/index-B3dk29fA.js:20:5)
    at new Shelf (https://radio.example/assets/shelf.js?v=2:3:1)
    at main (https://radio.example/assets/index-B3dk29fA.js:90:1)`;
const V8_NEXT_BUILD = V8.replaceAll('B3dk29fA', 'c81Xk0Za').replace(':10:15', ':11:2');
const FIREFOX = `showTitle@https://radio.example/assets/index-B3dk29fA.js:10:15
async*load@https://radio.example/assets/index-B3dk29fA.js:20:5
@https://radio.example/:3:1`;
const FOREIGN = `Error: no title
    at Array.forEach (<anonymous>)
    at dispatch (chrome-extension://abcdef/content.js:1:2)
    at process.processTicks (node:internal/process/task_queues:105:5)
    at call (/srv/app/node_modules/lib/index.js:1:2)
    at work (/srv/app/work.js:7:1)`;

describe('[ER3] {003.06} the text of a fingerprint is shown', () => {
  it.each([
    ['V8', V8, ['showTitle index.js', 'Player.load index.js', 'Shelf shelf.js']],
    ['the next build', V8_NEXT_BUILD, ['showTitle index.js', 'Player.load index.js', 'Shelf shelf.js']],
    ['Firefox', FIREFOX, ['showTitle index.js', 'async*load index.js', '(anonymous) (page)']],
    ['foreign code around our own', FOREIGN, ['work work.js']],
    ['no stack', undefined, []],
    ['a stack that is none', 'no title', []],
    ['only foreign code', 'Error: x\n    at Array.forEach (<anonymous>)', []],
  ])('%s', (_, stack, frames) => {
    const made = fingerprint({ type: 'TypeError', message: 'no title for 17', stack });
    expect(made.text.split('\n')).toEqual(['TypeError', 'no title for <n>', ...frames]);
    expect(made.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(made.rule).toMatch(
      frames.length > 0 ? /^type, message .*own code/ : /^type, message [^;]*;[^;]*$/,
    );
  });
});

const of = (type: string, message: string, stack?: string) =>
  fingerprint({ type, message, stack }).fingerprint;

it.each([
  ['numbers', of('Error', 'row 1 of 9'), of('Error', 'row 22 of 99')],
  ['addresses', of('Error', 'no https://a.example/1'), of('Error', 'no https://b.example/2')],
  ['builds and lines', of('TypeError', 'no title', V8), of('TypeError', 'no title', V8_NEXT_BUILD)],
])('[ER3] errors that differ in %s are of one kind', (_, one, other) => {
  expect(one).toBe(other);
});

it.each([
  ['type', of('Error', 'no'), of('TypeError', 'no')],
  ['words', of('Error', 'no title'), of('Error', 'no artist')],
  ['place', of('Error', 'no', V8), of('Error', 'no', FOREIGN)],
])('[ER3] errors that differ in %s are not', (_, one, other) => {
  expect(one).not.toBe(other);
});

it('[ER3] the page may say what its own code is', () => {
  const made = fingerprint({ type: 'E', message: 'm', stack: V8 }, (file) => file.includes('shelf'));
  expect(made.text).toBe('E\nm\nShelf shelf.js');
});

it('[ER3] a fingerprint does not change from one version to the next', () => {
  expect(fingerprint({ type: 'TypeError', message: 'no title for 17', stack: V8 }).fingerprint).toBe(
    '4085df2f44c62fa6',
  );
});
