import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareCoverage, parseCoverage } from './coverage/compareCoverage.ts';

/** Checks that docs/COVERAGE.md has every capability of the source documents, and that the tests it names carry their numbers. */
const SIZES = { '000': 48, '001': 40, '002': 57, '003': 47, '004': 27 };

const root = new URL('..', import.meta.url).pathname;
const rows = parseCoverage(readFileSync(join(root, 'docs/COVERAGE.md'), 'utf8'));
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.contract.ts'], {
  cwd: root,
  encoding: 'utf8',
});
const tests = listed
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/tools/') && existsSync(join(root, path)))
  .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
const problems = compareCoverage(rows, tests, {
  sizes: SIZES,
  exists: (path) => existsSync(join(root, path)),
});
for (const problem of problems) console.error(problem);
const openCount = rows.filter(({ open }) => open !== undefined).length;
console.log(`coverage: ${rows.length} capabilities, ${openCount} open, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
