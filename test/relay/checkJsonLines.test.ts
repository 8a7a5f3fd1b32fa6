import {
  bool,
  classLabel,
  float64,
  int32,
  int64,
  json,
  list,
  string,
  struct,
  table,
  timestamp,
} from '@parqueue/schema';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../packages/relay/src/parquet/byteSource.ts';
import { InvalidShard } from '../../packages/relay/src/parquet/invalidShard.ts';
import { checkJsonLines } from '../../packages/relay/src/values/checkJsonLines.ts';
import { createJsonLinesWriter } from '../../packages/sdk/src/parquet/jsonLinesWriter.ts';
import { everyFeature, randomRows } from '../support/shardSamples.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);

const lines = table({
  name: 'lines',
  format: 'jsonl',
  features: {
    user_id: string(),
    text: string(),
    small: int32(),
    large: int64(),
    real: float64(),
    flag: bool(),
    at: timestamp(),
    detail: json<unknown>(),
    label: classLabel(['no', 'yes']),
    words: list(struct({ word: string(), start: float64() })),
  },
  revisions: false,
});

function flawOf(bytes: Uint8Array, definition = lines): string | undefined {
  try {
    checkJsonLines(bytesSource(bytes), definition, 'me');
    return undefined;
  } catch (error) {
    if (error instanceof InvalidShard) return `${error.flaw}: ${error.message}`;
    throw error;
  }
}

const encoded = (text: string) => new TextEncoder().encode(text);

/** A line with other texts in some of its columns. */
function lineWith(texts: Readonly<Record<string, string>> = {}): string {
  const sample = {
    user_id: '"me"',
    text: '"é\\u0000"',
    small: '-5',
    large: '9223372036854775807',
    real: '1152921504606847000.0',
    flag: 'true',
    at: '"2026-02-03T01:50:45.123Z"',
    detail: '"{\\"a\\":1}"',
    label: '1',
    words: '[{"word":"a","start":-0.0},null,{"word":null,"start":1e+300}]',
  };
  const members = Object.entries({ ...sample, ...texts }).map(([name, text]) => `"${name}":${text}`);
  return `{${members}}\n`;
}

test(`[RL11] every line that the SDK writes is taken (seed ${SEED})`, async () => {
  const definition = everyFeature.jsonl;
  const rows = randomRows(definition, 2_000, SEED);
  const written = await createJsonLinesWriter().write({
    table: definition,
    rows,
    readAudio: async () => null,
  });
  expect(checkJsonLines(bytesSource(written), definition, 'me')).toBe(2_000);
});

test('[RL11] lines are counted over the windows in which they are read, whatever their length', () => {
  const long = lineWith({ text: JSON.stringify('ß'.repeat(700_000)) });
  expect(checkJsonLines(bytesSource(encoded(lineWith() + long + long + lineWith())), lines, 'me')).toBe(4);
});

describe('[RL11] a line is refused', () => {
  test.each<[string, RegExp, Readonly<Record<string, string>>]>([
    ['with text that is none', /^value_invalid: line 2: text: not text$/, { text: '5' }],
    ['with a lone surrogate', /^value_invalid: line 2: text/, { text: '"\\ud800"' }],
    ['with a whole number that has a point', /^malformed: line 2 is not written/, { small: '5.0' }],
    [
      'with a whole number of 33 bits',
      /^value_invalid: line 2: small: not a whole number from/,
      { small: '2147483648' },
    ],
    ['with a whole number of 65 bits', /^value_invalid: line 2: large/, { large: '9223372036854775808' }],
    [
      'with a whole number that no double holds, as a double',
      /^value_invalid: line 2: large/,
      { large: '1e18' },
    ],
    ['with a double that looks whole', /^malformed: line 2/, { real: '5' }],
    ['with a large double that looks whole', /^value_invalid: line 2: real/, { real: '1152921504606847000' }],
    ['with a number that is none', /^malformed: line 2 is not JSON/, { real: 'NaN' }],
    ['with a number that is infinite', /^value_invalid: line 2: real/, { real: '1e999' }],
    ['with a flag that is a number', /^value_invalid: line 2: flag/, { flag: '1' }],
    ['with a time of another zone', /^value_invalid: line 2: at/, { at: '"2026-02-03T01:50:45.123+01:00"' }],
    ['with a day that is none', /^value_invalid: line 2: at/, { at: '"2026-02-30T01:50:45.123Z"' }],
    ['with a time of the year 0', /^value_invalid: line 2: at/, { at: '"0000-02-03T01:50:45.123Z"' }],
    ['with JSON that is none', /^value_invalid: line 2: detail/, { detail: '"{a}"' }],
    ['with JSON that is not in a text', /^value_invalid: line 2: detail/, { detail: '{"a":1}' }],
    ['with a label beyond the last', /^value_invalid: line 2: label/, { label: '2' }],
    ['with a list that is none', /^value_invalid: line 2: words: not a list/, { words: '{}' }],
    ['with a field too many', /^malformed: line 2/, { words: '[{"word":"a","start":1.5,"x":1}]' }],
    [
      'with a field wrong',
      /^value_invalid: line 2: words: start: not a number/,
      { words: '[{"word":"a","start":"1"}]' },
    ],
    ['with a column too many', /^malformed: line 2/, { more: '1' }],
    ['with the user_id of somebody else', /^identity_differs: line 2/, { user_id: '"you"' }],
    ['with blanks', /^malformed: line 2/, { small: ' 5' }],
    ['with an escape that is not needed', /^malformed: line 2/, { text: '"\\u0061"' }],
  ])('%s', (_, flaw, texts) => {
    expect(flawOf(encoded(lineWith() + lineWith(texts)))).toMatch(flaw);
  });

  test('where a column stands twice, is missing, or is not in its order', () => {
    const line = lineWith();
    expect(flawOf(encoded(line.replace('"flag":true', '"flag":true,"flag":true')))).toMatch(
      /^malformed: line 1/,
    );
    expect(flawOf(encoded(line.replace('"flag":true,', '')))).toMatch(/^malformed: line 1/);
    expect(flawOf(encoded(line.replace('"flag":true,', '').replace('}\n', ',"flag":true}\n')))).toMatch(
      /^malformed: line 1 is not written as its table has it, from character \d+ on$/,
    );
    expect(flawOf(encoded(line.replace('"flag"', '"__proto__"')))).toMatch(/^malformed/);
  });

  test('that is no object, no JSON, not UTF-8, empty, or does not end', () => {
    expect(flawOf(encoded('[1]\n'))).toBe('value_invalid: line 1: not an object');
    expect(flawOf(encoded('{\n'))).toBe('malformed: line 1 is not JSON');
    expect(flawOf(encoded('\n'))).toBe('malformed: line 1 is not JSON');
    expect(flawOf(encoded(`\ufeff${lineWith()}`))).toBe('malformed: line 1 is not JSON');
    expect(flawOf(encoded(lineWith().slice(0, -1)))).toBe('malformed: line 1 does not end with a line feed');
    expect(flawOf(encoded(''))).toBe('inconsistent: the file has no rows');
    const torn = encoded(lineWith());
    torn[torn.indexOf(0xc3) + 1] = 0x20;
    expect(flawOf(torn)).toBe('malformed: line 1 is not UTF-8');
  });
});
