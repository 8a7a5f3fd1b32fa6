import { readFileSync } from 'node:fs';
import { findLockProblems, type Lockfile } from './lockfile/findLockProblems.ts';

/** Checks that package-lock.json installs everywhere: on other platforms, from any registry. */
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lockfile;
const problems = findLockProblems(lock);
for (const problem of problems) console.error(problem);
console.log(`lockfile: ${Object.keys(lock.packages).length} packages, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
