import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { openPrompt } from './prompt.ts';

function openTerminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  return {
    prompt: openPrompt(input, output),
    type: (text: string) => void input.write(text),
    shown: () => shown,
  };
}

test('an answer is taken without its blanks, an empty one as what is offered', async () => {
  const { prompt, type, shown } = openTerminal();
  const first = prompt.ask('Repo');
  type('  me/voices \r');
  expect(await first).toBe('me/voices');
  const second = prompt.ask('Name', 'voices');
  type('\r');
  expect(await second).toBe('voices');
  await vi.waitFor(() => expect(shown()).toContain('Name [voices]: '));
});

test('[RL21] what is hidden is not shown, then or later', async () => {
  const { prompt, type, shown } = openTerminal();
  const hidden = prompt.askHidden('Token');
  type('hf_nobodyMaySeeThis\r');
  expect(await hidden).toBe('hf_nobodyMaySeeThis');
  const next = prompt.ask('Name');
  // The key that brings former answers back.
  type('\u001b[A\r');
  expect(await next).toBe('');
  await vi.waitFor(() => expect(shown()).toMatch(/Token \(it is not shown\): [\s\S]*Name: /));
  expect(shown()).not.toContain('nobody');
});

test.each([
  ['y', true],
  ['Yes', true],
  ['n', false],
  ['', false],
  ['yesterday', false],
])('%j is a yes: %j', async (answer, isYes) => {
  const { prompt, type } = openTerminal();
  const confirmed = prompt.confirm('Create it?');
  type(`${answer}\r`);
  expect(await confirmed).toBe(isYes);
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s ends every question', async (_, key) => {
  const { prompt, type } = openTerminal();
  const asked = prompt.askHidden('Token');
  type(key);
  await expect(asked).rejects.toThrow('nothing was written');
  await expect(prompt.ask('Name')).rejects.toThrow();
});
