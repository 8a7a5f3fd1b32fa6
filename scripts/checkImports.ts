import { findViolations } from './imports/findViolations.ts';
import { readModules } from './imports/readModules.ts';

/**
 * Checks who imports whom (rules in imports/importRules.ts).
 *
 * Our own and not dependency-cruiser, which needs the JavaScript API that TypeScript 7 no longer has: it then finds no `.ts` file and
 * reports no violations. With its swc parser it sees the files, but not which imports are of types.
 */
const root = new URL('..', import.meta.url).pathname;
const modules = readModules(root);
if (modules.length === 0) throw new Error('no source files found');
const violations = findViolations(modules);
for (const violation of violations) console.error(violation);
const importCount = modules.reduce((sum, module) => sum + module.imports.length, 0);
console.log(`imports: ${modules.length} files, ${importCount} imports, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
