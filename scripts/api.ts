import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableDefinition } from '@parqueue/schema';
import * as presets from '@parqueue/schema/presets';
import { findDocProblems } from './api/findDocProblems.ts';
import { findExampleProblems } from './api/findExampleProblems.ts';
import { readDoors } from './api/readDoors.ts';
import { renderReference } from './api/renderReference.ts';
import { compareSnapshots, renderSnapshot } from './api/snapshot.ts';
import { buildTypes } from './build/buildTypes.ts';

/**
 * Holds the public interface of the package against its docstrings, its examples, its snapshot and its reference in docs/api;
 * `--update` writes the last two.
 *
 * Our own and not api-extractor, which brings a compiler of its own (TypeScript 6) beside this repository's, rolls up each door for itself
 * (see build/buildTypes.ts), and checks neither examples nor defaults.
 */
const ROOT = join(import.meta.dirname, '..');
const DOCS = 'docs/api';
const isUpdate = process.argv.includes('--update');

await mkdir(join(ROOT, '.cache'), { recursive: true });
const dir = await mkdtemp(join(ROOT, '.cache/api-'));
try {
  await buildTypes(dir);
  const doors = readDoors(dir);
  const problems = [...findDocProblems(doors), ...(await findExampleProblems(doors, dir))];
  for (const door of doors)
    problems.push(...(await holdSnapshot(`${door.name}.api.md`, renderSnapshot(door))));
  const reference = renderReference(doors, new Map(Object.entries(presets).flatMap(tableOf)));
  for (const [page, text] of reference) problems.push(...(await holdPage(page, text)));
  for (const problem of problems) console.error(problem);
  const symbolCount = doors.reduce((sum, { symbols }) => sum + symbols.length, 0);
  console.log(`api: ${doors.length} doors, ${symbolCount} symbols, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** Of what the door of presets exports, the tables. */
function tableOf([name, value]: [string, object]): [string, TableDefinition][] {
  return 'features' in value ? [[name, value as TableDefinition]] : [];
}

async function holdSnapshot(page: string, text: string): Promise<string[]> {
  const committed = await readPage(page);
  if (committed === text) return [];
  if (isUpdate) return writePage(page, text);
  const changes = compareSnapshots(committed, text);
  return [
    `${DOCS}/${page}: the public interface is no longer this; if that is meant, say it in the changelog and run: npm run api -- --update`,
    ...changes,
  ];
}

async function holdPage(page: string, text: string): Promise<string[]> {
  if ((await readPage(page)) === text) return [];
  if (isUpdate) return writePage(page, text);
  return [`${DOCS}/${page}: the docstrings say something else by now; run: npm run api -- --update`];
}

async function readPage(page: string): Promise<string> {
  return readFile(join(ROOT, DOCS, page), 'utf8').catch(() => '');
}

async function writePage(page: string, text: string): Promise<[]> {
  await mkdir(join(ROOT, DOCS), { recursive: true });
  await writeFile(join(ROOT, DOCS, page), text);
  console.log(`wrote ${DOCS}/${page}`);
  return [];
}
