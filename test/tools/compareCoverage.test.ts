import { expect, test } from 'vitest';
import { compareCoverage, parseCoverage } from '../../scripts/coverage/compareCoverage.ts';

const LIST = `
| number | what | served by | shown by |
|---|---|---|---|
| 000.01 | one | \`a.ts\`, [b](../b.ts) | \`a.test.ts\` |
| 000.02 | two | *open: the command line* | |
`;
const sizes = { '000': 2 };
const exists = (path: string) => ['a.ts', 'b.ts', 'a.test.ts', 'docs/C.md'].includes(path);
const carrying = (...ids: string[]) => [
  { path: 'a.test.ts', source: ids.map((id) => `it('{${id}} does it')`).join('\n') },
];
const problemsOf = (list: string, ids: readonly string[]) =>
  compareCoverage(parseCoverage(list), carrying(...ids), { sizes, exists });

test('a whole list has no problems', () => {
  expect(problemsOf(LIST, ['000.01'])).toEqual([]);
  expect(parseCoverage(LIST)).toEqual([
    { id: '000.01', servedBy: ['a.ts', 'b.ts'], tests: ['a.test.ts'] },
    { id: '000.02', servedBy: [], tests: [], open: 'open: the command line' },
  ]);
  expect(parseCoverage('| 000.03 | x | [C](C.md) | `a.test.ts` |')).toMatchObject([
    { servedBy: ['docs/C.md'] },
  ]);
});

test('what a page alone serves needs no test', () => {
  const page = LIST.replace('`a.ts`, [b](../b.ts)', '[C](C.md)').replace('`a.test.ts`', '');
  expect(problemsOf(page, [])).toEqual([]);
  expect(problemsOf(LIST.replace('`a.test.ts`', ''), [])).toContain('000.01: names no test');
});

test.each<[string, string, readonly string[], string]>([
  ['a row without its test', LIST, [], '000.01: no test in a.test.ts carries it'],
  [
    'a test without its row',
    LIST,
    ['000.01', '000.07'],
    '000.07: a.test.ts tests it, but no such row stands',
  ],
  ['a number that stands nowhere', LIST.replace('000.02', '000.01'), ['000.01'], '000.02: stands nowhere'],
  ['a row twice', LIST.replace('000.02', '000.01'), ['000.01'], '000.01: stands twice'],
  ['a file that is not there', LIST.replace('`a.ts`', '`c.ts`'), ['000.01'], '000.01: there is no c.ts'],
  [
    'an open row that is tested',
    LIST,
    ['000.01', '000.02'],
    '000.02: is marked open, but a.test.ts tests it',
  ],
  [
    'a test that the row does not name',
    LIST.replace('| `a.test.ts` |', '| `b.ts` |'),
    ['000.01'],
    '000.01: a.test.ts carries it, but the row does not name that test',
  ],
  [
    'a row that nothing serves',
    LIST.replace('`a.ts`, [b](../b.ts)', 'us'),
    ['000.01'],
    '000.01: names no file that serves it',
  ],
])('%s is told', (_, list, ids, problem) => {
  expect(problemsOf(list, ids)).toContain(problem);
});
