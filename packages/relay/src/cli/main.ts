#!/usr/bin/env node
import { parseInitOptions } from '../init/initOptions.ts';
import { runInit } from '../init/runInit.ts';

const USAGE = `parqueue-relay COMMAND

  init   sets a relay up: its variables, its secrets, its dataset on the Hub

parqueue-relay COMMAND --help has the options of each.`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { init };

try {
  const [name = '', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command === undefined && name !== '--help') throw new Error(USAGE);
  if (command === undefined) console.log(USAGE);
  else await command(args);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function init(args: readonly string[]): Promise<void> {
  const options = parseInitOptions(args);
  if ('help' in options) return console.log(options.help);
  const { env: environment, stdin: input, stdout: output } = process;
  await runInit(options, { environment, input, output, isTerminal: input.isTTY && output.isTTY });
}
