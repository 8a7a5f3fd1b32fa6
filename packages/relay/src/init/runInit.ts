import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { parseConfig } from '../config.ts';
import { checkTablesFile } from '../dev/checkTablesFile.ts';
import { type Answers, askAnswers, withDataset } from './askAnswers.ts';
import { readDevVars } from './devVars.ts';
import { findToken } from './findToken.ts';
import { goLiveCommands } from './goLive.ts';
import { openHubAccount } from './hubAccount.ts';
import type { InitOptions } from './initOptions.ts';
import { openPrompt } from './prompt.ts';
import { provideRepo } from './provideRepo.ts';
import { planRelayFiles, type RelayContents, readRelayFiles } from './relayFiles.ts';
import { type RelayToml, readRelayToml } from './relayToml.ts';
import { writeTogether } from './writeTogether.ts';

export interface InitPlace {
  /** Of the process; HF_TOKEN is looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly output: Writable;
  /** Whether there is a person to ask. */
  readonly isTerminal: boolean;
}

/**
 * Sets a relay up: asks, tries the token on the Hub, and only then writes its two files. What is there already is kept, and where all is,
 * nothing is written.
 *
 * @throws {Error} with what to do; nothing was written then.
 */
export async function runInit(options: InitOptions, place: InitPlace): Promise<void> {
  const { environment, input, output, isTerminal } = place;
  const tell = (line: string): void => void output.write(`${line}\n`);
  const prompt = isTerminal && !options.asksNothing ? openPrompt(input, output) : undefined;
  try {
    const files = await readRelayFiles(options.dir);
    const toml = readRelayToml(files.toml.text);
    const kept = readDevVars(files.devVars.text ?? '');
    const answers = await askAnswers(options, toml, prompt);
    await checkTablesFile(resolve(options.dir, answers.tables), {
      alias: toml.alias,
      workingDir: options.dir,
    });
    const token = await findToken({
      kept: kept['HF_TOKEN'],
      inEnvironment: environment['HF_TOKEN'] || undefined,
      isNew: options.isNewToken,
      prompt,
      hubUrl: answers.hubUrl,
      tell,
    });
    const contents = contentsOf(answers, toml, { ...kept, HF_TOKEN: token });
    requireRight({ ...toml.vars, ...contents.changes.vars, ...kept, ...contents.secrets });
    const planned = planRelayFiles(files, contents);
    await provideRepo(openHubAccount(answers.hubUrl, token), { ...options, ...answers, prompt, tell });
    await writeTogether(planned);
    for (const { line } of planned) tell(`${line}.`);
    if (planned.length === 0)
      tell('wrangler.toml and .dev.vars have all of this already; nothing was changed.');
    tell(['\nTo go live:', ...goLiveCommands(toml.name)].join('\n  '));
  } finally {
    prompt?.close();
  }
}

/** @throws {Error} with a line for each variable that the relay would not take. */
function requireRight(variables: Readonly<Record<string, string>>): void {
  const parsed = parseConfig(variables);
  if (parsed.kind === 'misconfigured') throw new Error(parsed.problems.join('\n'));
}

/** What the files have to say; secrets that are there stay. */
function contentsOf(
  answers: Answers,
  toml: RelayToml,
  kept: Readonly<Record<string, string>> & { readonly HF_TOKEN: string },
): RelayContents {
  const secret = (name: string): string => kept[name] ?? randomBytes(32).toString('hex');
  return {
    changes: {
      vars: {
        DATASETS: withDataset(toml.vars['DATASETS'] ?? '', answers),
        ALLOWED_ORIGINS: answers.origins,
        HUB_URL: answers.hubUrl,
      },
      alias: { 'parqueue.tables': answers.tables },
    },
    secrets: {
      HF_TOKEN: kept.HF_TOKEN,
      PARQUEUE_SECRET: secret('PARQUEUE_SECRET'),
      OPERATOR_SECRET: secret('OPERATOR_SECRET'),
    },
  };
}
