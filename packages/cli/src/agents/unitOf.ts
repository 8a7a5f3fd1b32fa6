const BY_ENDING: readonly (readonly [RegExp, string])[] = [
  [/_ms$/, 'ms'],
  [/_s$/, 's'],
  [/_bytes$/, 'bytes'],
  [/_mb$/, 'MB'],
  [/_percent$|_pct$/, '%'],
  [/_usd$/, 'USD'],
];
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bin milliseconds\b/, 'ms'],
  [/\bin seconds\b/, 's'],
  [/\bin bytes\b/, 'bytes'],
  [/\bin characters\b/, 'characters'],
  [/\bin percent\b/, '%'],
  [/\ba minute\b/, '1/min'],
  [/\ba second\b/, '1/s'],
  [/\b0 to 1\b/, '0 to 1'],
];

/** The unit of a column of numbers, by its name or by what is written of it; undefined where neither says one. */
export function unitOf(column: string, about: string | undefined): string | undefined {
  const named = BY_ENDING.find(([ending]) => ending.test(column))?.[1];
  return named ?? BY_WORDS.find(([words]) => words.test(about ?? ''))?.[1];
}
