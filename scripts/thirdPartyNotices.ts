import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findBundled } from './notices/findBundled.ts';
import { makeNotices } from './notices/makeNotices.ts';

// Writes THIRD-PARTY-NOTICES.md from the packages that shipped code contains; `--check` only says whether it is up to date.

const FILE = join(dirname(import.meta.dirname), 'THIRD-PARTY-NOTICES.md');

const INTRODUCTION =
  'The code that Parqueue ships to pages and Workers contains the packages below. Made by `node scripts/thirdPartyNotices.ts`.';

async function run(isCheck: boolean): Promise<void> {
  const made = await makeNotices(INTRODUCTION, await findBundled());
  const there = await readFile(FILE, 'utf8').catch(() => '');
  if (made === there) return;
  if (!isCheck) return writeFile(FILE, made);
  console.error(
    'THIRD-PARTY-NOTICES.md does not fit what is shipped; run: node scripts/thirdPartyNotices.ts',
  );
  process.exitCode = 1;
}

await run(process.argv.includes('--check'));
