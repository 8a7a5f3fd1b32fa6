import { expect, test } from 'vitest';
import { formatLine, parseWorkerdLine } from './logLines.ts';

test.each<[string, string, object]>([
  [
    'an event of the relay',
    '{"timestamp":1,"level":"warn","message":"{\\"level\\":\\"warn\\",\\"event\\":\\"commit_failed\\",\\"attempts\\":2}"}',
    { level: 'warn', event: 'commit_failed', attempts: 2 },
  ],
  [
    'what workerd says',
    '{"timestamp":"1","level":"error","source":"x.rs:1","message":"Uncaught exception"}',
    { level: 'error', event: 'workerd', problem: 'Uncaught exception' },
  ],
  [
    'a level by another name',
    '{"level":"log","message":"hm"}',
    { level: 'info', event: 'workerd', problem: 'hm' },
  ],
  [
    'JSON that is no event',
    '{"level":"log","message":"[1]"}',
    { level: 'info', event: 'workerd', problem: '[1]' },
  ],
  [
    'what is no JSON',
    'Illegal instruction',
    { level: 'error', event: 'workerd', problem: 'Illegal instruction' },
  ],
])('[RL23] %s is one line', (_, text, line) => {
  expect(parseWorkerdLine(text)).toEqual(line);
});

test('[RL23] {003.15} a line says when it was, and is there from its level on', () => {
  const line = { level: 'info', event: 'serving', url: 'http://x' } as const;
  expect(formatLine(line, 'info', 0)).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"serving","url":"http://x"}',
  );
  expect(formatLine(line, 'warn', 0)).toBeUndefined();
});
