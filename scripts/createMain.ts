import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readBlocks } from './create/readBlocks.ts';

/** Its first steps are the template: the page and the app that it describes cannot drift apart. */
const START = join(import.meta.dirname, '../docs/START.md');
/** What the app is called there. */
const SHOWN_NAME = 'my-app';

const USAGE = `npm run create -- FOLDER

Makes a Vite app with a table and a page that records, as docs/START.md does in its steps 1 to 3.`;

try {
  const [folder, ...others] = process.argv.slice(2);
  if (folder === undefined || folder.startsWith('-') || others.length > 0) throw new Error(USAGE);
  createApp(resolve(folder));
  console.log(`${folder} is ready. docs/START.md goes on with step 4.`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function createApp(target: string): void {
  if (existsSync(target)) throw new Error(`${target} is there already; choose another folder`);
  const blocks = readBlocks(readFileSync(START, 'utf8'));
  const commands = blocks.find(({ mark }) => mark === 'app')?.text ?? '';
  runLines(commands.trim().split('\n'), target);
  for (const { language, mark, text } of blocks) {
    if (language === 'ts' && mark.startsWith(`${SHOWN_NAME}/`)) {
      writeFileSync(join(target, mark.slice(SHOWN_NAME.length)), text);
    }
  }
}

/** Runs the lines as a person would: beside the app until a `cd` leads into it. */
function runLines(lines: readonly string[], target: string): void {
  let cwd = dirname(target);
  for (const line of lines) {
    if (line === `cd ${SHOWN_NAME}`) {
      cwd = target;
      continue;
    }
    const typed = line.replace(SHOWN_NAME, basename(target));
    const { status } = spawnSync(typed, { cwd, shell: true, stdio: 'inherit' });
    if (status !== 0) throw new Error(`it ended with ${status}: ${typed}`);
  }
}
