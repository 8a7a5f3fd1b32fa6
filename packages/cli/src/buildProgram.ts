import { Command, Option } from 'commander';
import type { CommandDefinition } from './commands/commandDefinition.ts';
import type { Platform } from './platform.ts';

/** Called with the definition and what was given for it. */
export type RunCommand = (
  definition: CommandDefinition,
  given: { options: Readonly<Record<string, unknown>>; args: readonly string[] },
) => Promise<void>;

/** The program as commander knows it: every command takes the options that all have, before its name or after. */
export function buildProgram(
  definitions: readonly CommandDefinition[],
  { stdout, stderr }: Pick<Platform, 'stdout' | 'stderr'>,
  run: RunCommand,
): Command {
  const program = new Command('parqueue')
    .description('Asks a Parqueue dataset: what was logged, what failed, how slow, how much.')
    .helpCommand('help [command]', 'what a command takes')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(parqueue --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.widthChars ?? 100,
      getErrHelpWidth: () => stderr.widthChars ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addCommonOptions(program);
  for (const definition of definitions) addCommand(program, definition, run);
  program.addHelpText(
    'after',
    '\nExample:\n  parqueue demo && parqueue events   a month of made-up data, and what happened in it',
  );
  return program;
}

function addCommand(parent: Command, definition: CommandDefinition, run: RunCommand): void {
  const command = parent.command(definition.name).summary(definition.summary).description(definition.summary);
  command.copyInheritedSettings(parent);
  definition.declare?.(command);
  addCommonOptions(command);
  for (const child of definition.children ?? []) addCommand(command, child, run);
  const calls = definition.examples.map(([call]) => call.length);
  const width = Math.max(0, ...calls);
  const lines = definition.examples.map(([call, what]) => `  ${call.padEnd(width)}   ${what}`.trimEnd());
  if (lines.length > 0)
    command.addHelpText('after', `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.join('\n')}`);
  if (definition.run === undefined) return;
  command.action(async () => {
    await run(definition, { options: command.optsWithGlobals(), args: command.args });
  });
}

const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Hidden below the commands, so that their help shows what is theirs. */
function addCommonOptions(command: Command): void {
  const isProgram = command.parent === null;
  const options: readonly (readonly [flags: string, text: string])[] = [
    ['--local <dir>', 'the folder of a dataset'],
    ['--repo <ns/name>', 'a dataset on the Hub'],
    ['--profile <name>', 'a profile of parqueue.config.ts'],
    ['--config <file>', 'a config file of another name'],
    ['--hub-url <url>', 'another Hub, such as a local one'],
    ['--revision <name>', 'a branch or commit of the dataset'],
    ['--token-file <file>', 'a file with the Hub token (default: HF_TOKEN)'],
    ['--cache-dir <dir>', 'where caches lie'],
    ['--webhook-url <url>', 'where messages are sent'],
    ['--since <when>', 'from then: "1 hour", 24h, 7d, 1h30m, or 2026-02-03'],
    ['--until <when>', 'up to then'],
    ['--days <n>', 'the last days'],
    ['--tz <zone>', 'zone of days and times: UTC, Asia/Riyadh, local'],
    ['--limit <n>', 'at most so many rows'],
    ['--json', 'JSON'],
    ['--jsonl', 'JSON lines'],
    ['--csv', 'CSV'],
    ['--md', 'Markdown'],
    ['--no-color', 'no colours'],
    ['--offline', 'ask nothing of the network'],
    ['-q, --quiet', 'say only what is wrong'],
    ['-v, --verbose', 'say more'],
  ];
  for (const [flags, text] of options) {
    const option = new Option(flags, text);
    // `--no-color` would be true by default, and stand over NO_COLOR.
    if (flags === '--no-color') option.default(undefined);
    command.addOption(isProgram ? option : option.hideHelp());
  }
  const where = new Option('--where <filter>', 'only rows with column=value; may be given several times');
  command.addOption((isProgram ? where : where.hideHelp()).argParser(repeated));
  command.addOption(new Option('--now <time>', 'the time that it is').hideHelp());
  if (!isProgram)
    command.addHelpText(
      'after',
      '\nparqueue --help has the options of all commands: --since, --where, --json, …',
    );
}
