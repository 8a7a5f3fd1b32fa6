#!/usr/bin/env node
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseInitOptions } from '../init/initOptions.ts';
import { runInit } from '../init/runInit.ts';
import { buildStandalone } from '../serve/buildStandalone.ts';
import { runServe } from '../serve/runServe.ts';
import { waitForStop } from '../serve/waitForStop.ts';

const USAGE = `parqueue-relay COMMAND

  init   sets a relay up: its variables, its secrets, its dataset on the Hub
  build  builds a relay for a machine of one's own, in the folder of --out (default packages/relay/dist)
  serve  runs what was built; its variables come from the environment, those of --env-file FILE beside

parqueue-relay init --help has its options, docs/SELFHOST.md the variables of serve.`;

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { init, build, serve };

try {
  const [name = '', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command === undefined && name !== '--help') throw new Error(USAGE);
  if (command === undefined) console.log(USAGE);
  process.exit(command === undefined ? 0 : await command(args));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function init(args: string[]): Promise<number> {
  const options = parseInitOptions(args);
  if ('help' in options) {
    console.log(options.help);
    return 0;
  }
  const { env: environment, stdin: input, stdout: output } = process;
  await runInit(options, { environment, input, output, isTerminal: input.isTTY && output.isTTY });
  return 0;
}

async function build(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string', default: DIST } } });
  await buildStandalone(resolve(values.out));
  console.log(`The relay is built: ${relative(process.cwd(), values.out) || '.'}`);
  return 0;
}

async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { dist: { type: 'string', default: DIST }, 'env-file': { type: 'string' } },
  });
  // What is in the environment already stays.
  if (values['env-file'] !== undefined) process.loadEnvFile(values['env-file']);
  const { env: environment } = process;
  return runServe({
    distDir: resolve(values.dist),
    environment,
    print: console.log,
    stopAsked: waitForStop(),
  });
}
