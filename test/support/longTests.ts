/**
 * Files of tests that take long and look again, in other ways, at what quicker ones show: pages in every look, made-up months, kills at
 * random. `npm test` runs them as all others; with `PARQUEUE_SHORT` they are left out.
 */
const LONG_TESTS = [
  'test/recorders/{aligner,pipeline,plays,radio}.e2e.test.ts',
  'test/recorders/pageMarks.browser.test.ts',
  'test/node/kills.test.ts',
  'test/careKills/careKills.test.ts',
  'packages/cli/test/{analyzeMillion,check,hubSync,look,manyPlays,process,processDocs,processKills}.test.ts',
];

/** What no project runs. */
export const LEFT_OUT: readonly string[] = [
  '**/node_modules/**',
  ...(process.env['PARQUEUE_SHORT'] ? LONG_TESTS : []),
];
