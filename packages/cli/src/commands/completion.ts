import { Argument, type Command } from 'commander';
import { EXIT } from '../exitCodes.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** A script that completes commands and options in a shell. */
export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'a script for your shell that completes commands and options',
  examples: [
    ['parqueue completion bash >> ~/.bashrc', 'for bash'],
    ['parqueue completion zsh >> ~/.zshrc', 'for zsh'],
    ['parqueue completion fish > ~/.config/fish/completions/parqueue.fish', 'for fish'],
  ],
  declare: (command) => {
    root = command.parent ?? undefined;
    return command.addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']));
  },
  async run({ out }, _options, [shell]) {
    const words = wordsOf(root);
    out.write(shell === 'fish' ? fishScript(words) : shell === 'zsh' ? zshScript(words) : bashScript(words));
    return EXIT.ok;
  },
};

/** The program that this command was declared in. */
let root: Command | undefined;

interface Words {
  /** What may follow `parqueue`, with what it is; under `errors` those that follow `parqueue errors`. */
  readonly commands: readonly { readonly path: string; readonly name: string; readonly summary: string }[];
  readonly options: readonly { readonly path: string; readonly name: string; readonly summary: string }[];
}

function wordsOf(program: Command | undefined): Words {
  const commands: Words['commands'][number][] = [];
  const options: Words['options'][number][] = [];
  const visit = (command: Command, path: string): void => {
    for (const { long, description, hidden } of command.options)
      if (long && (!hidden || path !== '') && long !== '--now')
        options.push({ path, name: long, summary: description });
    for (const child of command.commands) {
      commands.push({ path, name: child.name(), summary: child.summary() });
      visit(child, path === '' ? child.name() : `${path} ${child.name()}`);
    }
  };
  if (program !== undefined) visit(program, '');
  return { commands, options };
}

/** `path` and its words, one case of a shell each. */
function casesOf({ commands, options }: Words): [path: string, words: string][] {
  const paths = [
    ...new Set(['', ...commands.map(({ path, name }) => (path === '' ? name : `${path} ${name}`))]),
  ];
  return paths.map((path) => [
    path,
    [...commands, ...options]
      .filter((word) => word.path === path)
      .map(({ name }) => name)
      .join(' '),
  ]);
}

function bashScript(words: Words): string {
  const cases = casesOf(words)
    .map(([path, list]) => `    '${path}') words='${list}' ;;\n`)
    .join('');
  return `# parqueue: completion for bash
_parqueue() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case "\${path:+$path }$word" in ${pathsPattern(words)}) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case "$path" in
${cases}  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _parqueue parqueue
`;
}

const pathsPattern = (words: Words): string =>
  casesOf(words)
    .flatMap(([path]) => (path === '' ? [] : [`'${path}'`]))
    .join('|');

/** zsh takes the script of bash. */
const zshScript = (words: Words): string =>
  `# parqueue: completion for zsh\nautoload -U +X compinit && compinit -i\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`;

function fishScript({ commands, options }: Words): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const under = (path: string): string =>
    path === ''
      ? '__fish_use_subcommand'
      : path
          .split(' ')
          .map((part) => `__fish_seen_subcommand_from ${part}`)
          .join('; and ');
  const lines = [
    ...commands.map(
      ({ path, name, summary }) =>
        `complete -c parqueue -f -n ${quoted(under(path))} -a ${name} -d ${quoted(summary)}`,
    ),
    ...options.map(
      ({ path, name, summary }) =>
        `complete -c parqueue -n ${quoted(under(path))} -l ${name.slice(2)} -d ${quoted(summary)}`,
    ),
  ];
  return `# parqueue: completion for fish\n${lines.join('\n')}\n`;
}
