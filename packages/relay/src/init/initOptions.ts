import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `parqueue-relay init [options]

Sets a relay up: asks what it has to know, tries the token on the Hub, and writes wrangler.toml and .dev.vars. What is there already is
kept, and a second run changes nothing.

  --repo OWNER/NAME  the dataset repo on the Hub
  --dataset NAME     by which pages call the dataset (default: the name of the repo)
  --origin ORIGIN    of your pages; may be given several times
  --tables FILE      that declares your tables
  --create           makes the repo if it is not there
  --private          makes it private
  --new-token        takes the token anew, though .dev.vars has one
  --yes              asks nothing: what no option says has its default
  --dir DIR          where wrangler.toml is (default: here)
  --hub-url URL      of the Hub (default: that of wrangler.toml)
  --help             this text

The token is asked for and not shown, or comes from HF_TOKEN in the environment. It is no option: other users of a machine see those.`;

/** What the command line of `init` says. What it leaves out is asked for, or has its default. */
export interface InitOptions {
  readonly dir: string;
  readonly repo: string | undefined;
  readonly dataset: string | undefined;
  readonly origins: readonly string[] | undefined;
  readonly tablesFile: string | undefined;
  readonly hubUrl: string | undefined;
  readonly mayCreate: boolean;
  readonly isPrivate: boolean;
  readonly isNewToken: boolean;
  readonly asksNothing: boolean;
}

/** @throws {Error} naming the option that is not known, with the usage. */
export function parseInitOptions(args: readonly string[]): InitOptions | { readonly help: string } {
  const values = parse(args);
  if (values.help) return { help: USAGE };
  return {
    dir: resolve(values.dir),
    repo: values.repo,
    dataset: values.dataset,
    origins: values.origin,
    tablesFile: values.tables === undefined ? undefined : resolve(values.tables),
    hubUrl: values['hub-url'],
    mayCreate: values.create,
    isPrivate: values.private,
    isNewToken: values['new-token'],
    asksNothing: values.yes,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        repo: { type: 'string' },
        dataset: { type: 'string' },
        origin: { type: 'string', multiple: true },
        tables: { type: 'string' },
        create: { type: 'boolean', default: false },
        private: { type: 'boolean', default: false },
        'new-token': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        dir: { type: 'string', default: '.' },
        'hub-url': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}
