import { relative, resolve, sep } from 'node:path';
import type { InitOptions } from './initOptions.ts';
import { isRightFor } from './isRightFor.ts';
import type { Prompt } from './prompt.ts';
import type { RelayToml } from './relayToml.ts';

/** What `init` has to know, each of it right as far as can be seen without the Hub. */
export interface Answers {
  /** `owner/name` */
  readonly repo: string;
  /** By which pages call it. */
  readonly dataset: string;
  /** Apart by blanks. */
  readonly origins: string;
  /** As wrangler.toml names it: from its own folder. */
  readonly tables: string;
  /** Without a slash at the end. */
  readonly hubUrl: string;
}

const PLACEHOLDER = 'your-name/your-dataset';

/** What the options say, else the person at the prompt, else what wrangler.toml has. @throws {Error} naming the option that is missing or wrong. */
export async function askAnswers(
  options: InitOptions,
  toml: RelayToml,
  prompt: Prompt | undefined,
): Promise<Answers> {
  const known = datasetsOf(toml.vars['DATASETS'] ?? '');
  const answer = createAnswer(prompt);
  const hubUrl = (options.hubUrl ?? toml.vars['HUB_URL'] ?? 'https://huggingface.co').replace(/\/+$/, '');
  if (!isRightFor('HUB_URL', hubUrl))
    throw new Error(`--hub-url: expected an https address, got "${hubUrl}"`);
  const repo = await answer({
    option: '--repo',
    question: 'Dataset repo on the Hub, owner/name',
    expected: 'owner/name as the Hub has it',
    given: options.repo,
    fallback: options.dataset === undefined ? [...known.values()][0] : known.get(options.dataset),
    isRight: (text) => isRightFor('DATASETS', `x=${text}`),
  });
  const dataset = await answer({
    option: '--dataset',
    question: 'What pages call it',
    expected: '1 to 64 of a-z, 0-9, _ and -',
    given: options.dataset,
    fallback: [...known].find(([, each]) => each === repo)?.[0] ?? nameOf(repo),
    isRight: (text) => isRightFor('DATASETS', `${text}=a/b`),
  });
  const origins = await answer({
    option: '--origin',
    question: 'Origins of your pages, apart by blanks',
    expected: 'scheme, host and port as in https://recite.example, and nothing after',
    given: options.origins?.join(' '),
    fallback: toml.vars['ALLOWED_ORIGINS'],
    isRight: (text) => isRightFor('ALLOWED_ORIGINS', text),
  });
  const tables = await answer({
    option: '--tables',
    question: 'The file that declares your tables',
    expected: 'a file',
    given: options.tablesFile,
    fallback: toml.alias['parqueue.tables'],
    isRight: (text) => text !== '',
  });
  const isKept = tables === toml.alias['parqueue.tables'];
  return { repo, dataset, origins, tables: isKept ? tables : fromToml(options.dir, tables), hubUrl };
}

interface Question {
  readonly option: string;
  readonly question: string;
  /** What is right, in words. */
  readonly expected: string;
  readonly given: string | undefined;
  readonly fallback: string | undefined;
  readonly isRight: (text: string) => boolean;
}

/** Somebody at a prompt is asked until the answer is right; else a wrong one is an error. */
function createAnswer(prompt: Prompt | undefined): (question: Question) => Promise<string> {
  return async ({ option, question, expected, given, fallback, isRight }) => {
    if (given !== undefined || prompt === undefined) {
      const text = given ?? fallback;
      if (text === undefined) throw new Error(`${option}: is missing; give ${expected}`);
      if (!isRight(text)) throw new Error(`${option}: expected ${expected}, got "${text}"`);
      return text;
    }
    for (;;) {
      const text = await prompt.ask(question, fallback);
      if (isRight(text)) return text;
      prompt.tell(`  Expected: ${expected}.`);
    }
  };
}

/** Name → repo, without the placeholder. */
function datasetsOf(text: string): Map<string, string> {
  const entries = text.split(/[\s,]+/).map((word) => word.split('=') as [string, string?]);
  return new Map(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== PLACEHOLDER),
  );
}

/** `DATASETS` with this one in it; as it is when it was there already. */
export function withDataset(text: string, { dataset, repo }: Pick<Answers, 'dataset' | 'repo'>): string {
  const known = datasetsOf(text);
  if (known.get(dataset) === repo && !text.includes(PLACEHOLDER)) return text;
  return [...known.set(dataset, repo)].map(([name, to]) => `${name}=${to}`).join(' ');
}

/** What a repo is called where names are small letters. */
const nameOf = (repo: string): string =>
  (repo.split('/')[1] ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, 64);

/** A path as wrangler.toml has it: from its own folder, with the same slashes on every system. */
function fromToml(dir: string, path: string): string {
  const found = relative(dir, resolve(dir, path)).split(sep).join('/');
  return found.startsWith('../') ? found : `./${found}`;
}
