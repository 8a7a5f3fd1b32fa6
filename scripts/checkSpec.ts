import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSpec, parseRules } from './spec/compareSpec.ts';

/** Checks that every rule of docs/SPEC.md has a test that carries its id, and that no test carries another. */
const root = new URL('..', import.meta.url).pathname;
const rules = parseRules(readFileSync(join(root, 'docs/SPEC.md'), 'utf8'));
if (rules.length === 0) throw new Error('docs/SPEC.md has no rules');
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.contract.ts'], {
  cwd: root,
  encoding: 'utf8',
});
const paths = listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
const tests = paths.map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
const { problems, open } = compareSpec(rules, tests);
for (const line of open) console.log(line);
for (const problem of problems) console.error(problem);
console.log(
  `spec: ${rules.length} rules, ${open.length} open, ${tests.length} test files, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
