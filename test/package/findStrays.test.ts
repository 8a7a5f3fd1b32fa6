import { expect, test } from 'vitest';
import { straysIn } from '../../scripts/build/findStrays.ts';

test.each([
  ["import { a } from 'apache-arrow'; a();", 'imports apache-arrow'],
  ["export { a } from 'idb';", 'imports idb'],
  ["import('parquet-wasm');", 'imports parquet-wasm'],
  ["fetch(new URL('x.wasm', import.meta.url));", 'uses import.meta'],
  ['if (process.env.NODE_ENV) x();', 'uses process'],
  ["const fs = require('fs');", 'uses require'],
  ["new Function('return this')();", 'uses Function'],
])('a module with `%s` is found out', (text, stray) => {
  expect(straysIn('chunks/x.js', text)).toEqual([stray]);
});

test('relative imports, and what only looks like a name of Node, pass', () => {
  const text =
    "import { process } from './a.js'; import('../b.js'); x.process.y(); Function.prototype.call();";
  expect(straysIn('chunks/x.js', text)).toEqual([]);
});
