import { expect, test } from 'vitest';
import { askAnswers, withDataset } from './askAnswers.ts';
import { type InitOptions, parseInitOptions } from './initOptions.ts';
import type { Prompt } from './prompt.ts';

const TOML = {
  name: 'parqueue-relay',
  vars: {
    DATASETS: 'recitations=your-name/your-dataset',
    ALLOWED_ORIGINS: 'http://localhost:5173',
    HUB_URL: 'https://huggingface.co',
  },
  alias: { 'parqueue.tables': './parqueue.tables.ts' },
};

const options = (...args: string[]): InitOptions => {
  const parsed = parseInitOptions(['--dir', '/relay', ...args]);
  if ('help' in parsed) throw new Error('no options');
  return parsed;
};

/** Somebody who answers with these, one after another, and then with what is offered. */
function person(...answers: string[]): Prompt & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    ask: async (_, fallback = '') => answers.shift() ?? fallback,
    askHidden: async () => '',
    confirm: async () => true,
    tell: (line) => void told.push(line),
    close: () => undefined,
  };
}

test('what no option says comes from wrangler.toml', async () => {
  expect(await askAnswers(options('--repo', 'me/My.Voices'), TOML, undefined)).toEqual({
    repo: 'me/My.Voices',
    dataset: 'my-voices',
    origins: 'http://localhost:5173',
    tables: './parqueue.tables.ts',
    hubUrl: 'https://huggingface.co',
  });
});

test('a relay that has a dataset is asked of that one', async () => {
  const toml = { ...TOML, vars: { ...TOML.vars, DATASETS: 'voices=me/speech other=me/other' } };
  expect(await askAnswers(options(), toml, undefined)).toMatchObject({
    repo: 'me/speech',
    dataset: 'voices',
  });
  expect(await askAnswers(options('--dataset', 'other'), toml, undefined)).toMatchObject({
    repo: 'me/other',
    dataset: 'other',
  });
});

test('a tables file is named from the folder of wrangler.toml', async () => {
  const tablesOf = async (file: string) =>
    (await askAnswers(options('--repo', 'me/x', '--tables', file), TOML, undefined)).tables;
  expect(await tablesOf('/my-app/src/parqueue.tables.ts')).toBe('../my-app/src/parqueue.tables.ts');
  expect(await tablesOf('/relay/own.tables.ts')).toBe('./own.tables.ts');
});

test('the person at the prompt is asked again until it is right', async () => {
  const prompt = person(
    ...['voices', 'me/voices', 'My Voices', 'voices', 'https://*.example', 'https://voices.example'],
  );
  expect(await askAnswers(options(), TOML, prompt)).toMatchObject({
    repo: 'me/voices',
    dataset: 'voices',
    origins: 'https://voices.example',
  });
  expect(prompt.told).toEqual([
    '  Expected: owner/name as the Hub has it.',
    '  Expected: 1 to 64 of a-z, 0-9, _ and -.',
    '  Expected: scheme, host and port as in https://recite.example, and nothing after.',
  ]);
});

test.each([
  [[], /^--repo: is missing; give owner\/name/],
  [['--repo', 'voices'], /^--repo: expected owner\/name .* got "voices"/],
  [['--repo', 'me/x', '--dataset', 'My Voices'], /^--dataset: expected 1 to 64/],
  [['--repo', 'me/x', '--origin', 'https://voices.example/'], /^--origin: expected scheme/],
  [['--repo', 'me/x', '--hub-url', 'http://huggingface.example'], /^--hub-url: expected an https address/],
])('without a prompt, %j is an error that names the option', async (args, problem) => {
  await expect(askAnswers(options(...args), TOML, undefined)).rejects.toThrow(problem);
});

test.each([
  ['recitations=your-name/your-dataset', 'voices=me/voices'],
  ['', 'voices=me/voices'],
  ['other=me/other, voices=me/voices', 'other=me/other, voices=me/voices'],
  ['voices=me/former other=me/other', 'voices=me/voices other=me/other'],
])('DATASETS = %j becomes %j', (before, after) => {
  expect(withDataset(before, { dataset: 'voices', repo: 'me/voices' })).toBe(after);
});

test('a token is no option, which the usage says', () => {
  expect(() => parseInitOptions(['--token', 'hf_x'])).toThrow(
    /Unknown option '--token'[\s\S]*HF_TOKEN in the environment/,
  );
  expect(parseInitOptions(['--help'])).toMatchObject({ help: expect.stringContaining('--repo OWNER/NAME') });
});
